"""Which records are probably the same person, company or thing: normal forms, similarity with evidence, groups."""

from engines.form.likeness.groups import Found, Group, Member, find_groups, like_one
from engines.form.likeness.keys import MatchKey, suggested_keys
from engines.form.likeness.names import KINDS, Kind

__all__ = ["KINDS", "Found", "Group", "Kind", "MatchKey", "Member", "find_groups", "like_one", "suggested_keys"]
