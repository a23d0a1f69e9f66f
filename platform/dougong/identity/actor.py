"""Who asks. Defined in the kit, because rooms below and beside identity (audit, files) need it too."""

from dougong.kit.web import Actor, CurrentPerson, TokenScope

__all__ = ["Actor", "CurrentPerson", "TokenScope"]
