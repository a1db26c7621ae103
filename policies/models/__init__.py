from .adopted import PolicyVersion, Setting
from .catalogues import Category, Topic
from .departments import Department
from .proposals import NumberProposal

__all__ = ["Category", "Department", "NumberProposal", "PolicyVersion", "Setting", "Topic"]
