"""Marks the wheel for the platform of its runtime, and for every Python 3."""

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    """A wheel with native programs, but without extensions of Python."""

    def get_tag(self) -> tuple[str, str, str]:
        """Returns the tags of interpreter, binary interface and platform."""
        return ("py3", "none", super().get_tag()[2])


class PlatformDistribution(Distribution):
    """A distribution with native programs."""

    def has_ext_modules(self) -> bool:
        """Whether files belong into the folder of the platform."""
        return True


setup(cmdclass={"bdist_wheel": PlatformWheel}, distclass=PlatformDistribution)
