"""THE ONLY ROOM WHERE NAMES MEET NUMBERS.

What a person shows (levels, gaps, job match, career direction) and where that puts the person on the two maps, each by a
regulation with a version.
Nouns: Profile, Gap, JobPersonMatch, ExternalResult, AssessmentMap (competency × potential), TalentBox (performance × potential),
BoxResult.
It must never know an item, a key or a single answer, and never who is chosen for a post: that is decided above, in talent.
"""
