from .adopted import PolicyVersion, Setting
from .catalogues import Category, Topic
from .departments import Department

__all__ = ["Category", "Department", "PolicyVersion", "Setting", "Topic"]
