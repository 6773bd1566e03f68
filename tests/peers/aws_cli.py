"""aws_cli.py -- the real /usr/bin/aws, without anybody's settings.

The first call of each kind starts the program. That takes a second, most of it to load, so the others
are made by workers that have the same program loaded and fork for each call.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import traceback

AWS = "/usr/bin/aws"


def work():
    """A worker: a call as JSON on a line of standard input, its status and output on a line back."""
    from awscli import clidriver

    driver = clidriver.create_clidriver()
    for line in sys.stdin:
        call = json.loads(line)
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if child == 0:
                os.chdir(call["folder"])
                os.environ.update(call["environment"])
                os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                status = 255
                try:
                    status = driver.main(call["words"])
                    sys.stdout.flush()
                except BaseException:
                    traceback.print_exc()
                    sys.stderr.flush()
                finally:
                    os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        print(json.dumps({"status": status, "text": text}), flush=True)


class Worker:
    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
            text=True,
        )

    def run(self, words, folder, environment):
        call = {"words": words, "folder": str(folder), "environment": environment}
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["text"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Cli:
    """run() takes the words behind `aws`, and gives the status and what was printed."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory()
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": self.home.name,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
        }
        self.started = set()  # the kinds of call that the real program was started for
        self.workers = queue.SimpleQueue()
        self.all_workers = [Worker(self.environment) for _ in range(os.cpu_count())]
        for worker in self.all_workers:
            self.workers.put(worker)

    def run(self, words, folder, environment):
        kind = tuple(words[:2])
        if kind in self.started:
            worker = self.workers.get()
            try:
                return worker.run(words, folder, environment)
            finally:
                self.workers.put(worker)
        self.started.add(kind)
        done = subprocess.run(
            [AWS, *words],
            cwd=folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout

    def close(self):
        for worker in self.all_workers:
            worker.close()
        self.home.cleanup()


if __name__ == "__main__":
    sys.exit(work())
