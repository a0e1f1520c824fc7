"""Pastes texts into an interactive shell behind a pseudoterminal, as a terminal does, and reports what ran.

Reads JSON from standard input:
  shell       arguments of the shell, such as ["bash", "--norc", "-i"]
  env         its environment
  folder      its working directory; also holds what the stand-in for curl records
  bracketed   whether the terminal marks pastes where the shell asks for it
  lineEnd     what the terminal sends in place of a line feed
  pastes      the texts in base64; a line end follows each of them, which is the Enter key

Writes a JSON array, one object for each paste, up to the first that leaves the shell without a prompt:
  runs        how often curl ran
  args        its arguments in base64
  input       its standard input in base64, null where it was not told to read it
  files       files that should not be there
  output      what the terminal showed, in base64; without it where nothing is wrong
"""

import base64
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PROMPT = b"ready to paste> "
AT_PROMPT = re.compile(re.escape(PROMPT) + rb"(\x1b\[[?\d]*[a-zA-Z]|\x1b[=>])*$")  # and what zsh adds to it
PASTE_MODE_ON, PASTE_MODE_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
DEADLINE = 10.0  # seconds until a shell that shows no prompt counts as stuck
OWN_FILES = {"args", "input", "runs"}


class Terminal:
    def __init__(self, request):
        self.request = request
        self.folder = request["folder"]
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(self.folder)
            shell = self.request["shell"]
            os.execvpe(shell[0], shell, {**self.request["env"], "PS1": PROMPT.decode()})
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        os.set_blocking(self.terminal, False)
        self.marks_pastes = False
        self.usual_files = set(os.listdir(self.folder)) | OWN_FILES
        self.exchange(b"", lambda: True)

    def stop(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)

    def exchange(self, keys, is_done):
        """Sends keys and reads until the shell waits at its prompt and `is_done`; returns the output, and whether it does."""
        output = b""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            readable, writable, _ = select.select([self.terminal], [self.terminal] if keys else [], [], 0.05)
            if writable:
                keys = keys[os.write(self.terminal, keys[:4096]) :]
            if readable:
                try:
                    output += os.read(self.terminal, 65536)
                except OSError:  # the shell has ended
                    return output, False
                switches = output[-4096:]
                if PASTE_MODE_ON in switches or PASTE_MODE_OFF in switches:
                    self.marks_pastes = switches.rfind(PASTE_MODE_ON) > switches.rfind(PASTE_MODE_OFF)
            if not keys and AT_PROMPT.search(output[-256:]) and is_done():
                return output, True
        return output, False

    def paste(self, text):
        text = text.replace(b"\n", self.request["lineEnd"].encode())
        if self.request["bracketed"] and self.marks_pastes:
            text = PASTE_BEGIN + text + PASTE_END
        output, is_ready = self.exchange(text + b"\r", lambda: self.read("runs") is not None)
        return self.report(output), is_ready

    def read(self, name):
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def report(self, output):
        runs, args, found = self.read("runs") or b"", self.read("args"), self.read("input")
        files = sorted(set(os.listdir(self.folder)) - self.usual_files)
        for name in [*files, *OWN_FILES & set(os.listdir(self.folder))]:
            os.remove(os.path.join(self.folder, name))
        is_fine = runs == b"x" and not files and b"not found" not in output
        return {
            "runs": len(runs),
            "args": [encode(arg) for arg in (args or b"").split(b"\0")[:-1]],
            "input": None if found is None else encode(found),
            "files": files,
            **({} if is_fine else {"output": encode(output)}),
        }


def encode(data):
    return base64.b64encode(data).decode()


def main():
    request = json.load(sys.stdin)
    terminal = Terminal(request)
    reports = []
    for text in request["pastes"]:
        report, is_ready = terminal.paste(base64.b64decode(text))
        reports.append(report)
        if not is_ready:
            break
    terminal.stop()
    json.dump(reports, sys.stdout)


main()
