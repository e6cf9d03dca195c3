"""The verbs of the room: profiles from released scores, policies, mapping runs, and what follows a transfer."""

from sembilan.profiling.services.mapping import map_agency
from sembilan.profiling.services.moving import move_person
from sembilan.profiling.services.policies import draft_policy, publish_policy
from sembilan.profiling.services.profiles import build_profiles, take_external_results
from sembilan.profiling.services.reading import checked_purpose, note_export, note_list, note_person

__all__ = [
    "build_profiles",
    "checked_purpose",
    "draft_policy",
    "map_agency",
    "move_person",
    "note_export",
    "note_list",
    "note_person",
    "publish_policy",
    "take_external_results",
]
