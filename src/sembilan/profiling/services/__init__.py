"""The verbs of the room: profiles from released scores, policies, mapping runs, and what follows a transfer."""

from sembilan.profiling.services.mapping import MappingPreview, checked_day_reason, map_agency, preview_mapping, withdraw_run
from sembilan.profiling.services.moving import move_person
from sembilan.profiling.services.policies import delete_draft, draft_policy, publish_policy
from sembilan.profiling.services.profiles import build_profiles, take_external_results
from sembilan.profiling.services.reading import checked_purpose, note_export, note_list, note_person

__all__ = [
    "MappingPreview",
    "build_profiles",
    "checked_day_reason",
    "checked_purpose",
    "delete_draft",
    "draft_policy",
    "map_agency",
    "move_person",
    "note_export",
    "note_list",
    "note_person",
    "preview_mapping",
    "publish_policy",
    "take_external_results",
    "withdraw_run",
]
