"""Starts `lather drive` for the scripts of this folder."""
import os
import shlex
import subprocess

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


class Client:
    """A process of `lather drive` with a model and the structure that it is asked about."""

    def __init__(self, command, model, structure, *options):
        words = shlex.split(command) if command else [os.path.join(ROOT, "lather"), "drive"]
        words += [model, "--structure", structure, "--wait", "120", *options]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill(self):
        """At once, as a machine that fails."""
        self.process.kill()
        self.process.communicate()

    def terminate(self):
        """As a batch system does; the client closes the connection in order."""
        self.process.terminate()
        return self.end()

    def end(self):
        """Exit status, standard output and error stream."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err
