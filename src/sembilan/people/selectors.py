def official_of_user(user_id):
    return None
