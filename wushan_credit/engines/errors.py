"""What can go wrong with the engines, said in words a newcomer can act on."""


class EngineError(Exception):
    """The embedded engines could not be found, started or reached."""
