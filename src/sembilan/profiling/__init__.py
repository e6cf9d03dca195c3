"""THE ONLY ROOM WHERE NAMES MEET NUMBERS.

What a person shows (levels, gaps, job match, career direction) and where a versioned regulation puts that on the two maps.
Nouns: Profile, Gap, JobPersonMatch, ExternalResult, AssessmentMap (competency × potential), TalentBox (performance × potential).
It must never know an item, a key or a single answer, nor who is chosen for a post: that is decided above, in talent.
"""
