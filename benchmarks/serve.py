"""Piecewise's server beside llama.cpp's, or beside itself with other options, by `piecewise bench-serve` in one run, in turn.

    python3 benchmarks/serve.py MODEL.pt2 --llama llama-server MODEL.gguf [--weights int8] [--rounds 3]
    python3 benchmarks/serve.py MODEL.pt2 --ranges 1,8,16,64 --rates 1,2,4,6,8

Both files hold the same weights and a tokenizer (`Piecewise.Peers gguf MODEL.pt2 -o MODEL.gguf`). Prompts are random tokens that share nothing, 256 in
and 64 out, ends ignored. Servers are loaded together and take turns, so that what else the machine does hits both; figures are medians
over the rounds. `--rates half` measures latencies at half of the requests a second that the other server answers to the most requests at once.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import time
import urllib.request

METRICS = ("ttft", "tpot")


def wait(address, path, process):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server at {address} has ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(address + path, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    sys.exit(f"the server at {address} does not answer")


def start(command, address, path, threads):
    # As many threads for .NET as for llama.cpp.
    environment = {**os.environ, "DOTNET_PROCESSOR_COUNT": str(threads)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(address, path, process)
    except BaseException:
        process.terminate()
        raise
    return process


def measure(options, address, requests, seed, **arguments):
    command = [*options.piecewise, "bench-serve", address, "--json", "--requests", str(requests), "--input", str(options.input),
               "--output", str(options.output), "--seed", str(seed)]
    for name, value in arguments.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with code {done.returncode}: {done.stdout}")
    report = json.loads(done.stdout)
    latencies = {latency["name"]: latency for latency in report["latencies"]}
    figures = {"tokens": report["outputTokensPerSecond"], "requests": report["requestsPerSecond"]}
    for metric in METRICS:
        latency = latencies[metric]
        figures[metric] = {"mean": latency["mean"], "median": latency["median"], "p99": latency["percentiles"]["99"]}
    return figures


def table(rows, head):
    print("| " + " | ".join(head) + " |")
    print("|---:" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    other = parser.add_mutually_exclusive_group(required=True)
    other.add_argument("--llama", nargs=2, metavar=("SERVER", "GGUF"), help="llama.cpp's server, with what it is called by, and its file")
    other.add_argument("--ranges", help="the other server is Piecewise with these --range-endpoints")
    parser.add_argument("--weights", help="--weights of Piecewise")
    parser.add_argument("--rates", default="half", help="requests a second, with commas; or half")
    parser.add_argument("--at-once", default="1,4,8,16", help="requests at once, with commas; empty for none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=4, help="of each place, as a multiple of the requests at once")
    parser.add_argument("--threads", type=int, default=2, help="of each server; 1 where the machine has other work: threads that wait for "
                        "each other measure that")
    parser.add_argument("--least", type=int, default=16, help="requests of each rate at least")
    parser.add_argument("--input", type=int, default=256)
    parser.add_argument("--output", type=int, default=64)
    parser.add_argument("--piecewise", nargs="+", default=["./piecewise"], help="how the command is called")
    options = parser.parse_args()
    if options.rates == "half" and not options.at_once:
        parser.error("half of what rate? Give --at-once some numbers, or --rates")
    serve = [*options.piecewise, "serve", options.model, "--json", "--no-prefix-caching", "--port"]
    serve_options = ["--weights", options.weights] if options.weights else []
    addresses = ["http://127.0.0.1:18001", "http://127.0.0.1:18002"]
    names = ["Piecewise", "llama.cpp" if options.llama else f"ranges up to {options.ranges}"]
    commands = [[*serve, "18001", *serve_options]]
    if options.llama:
        # 16 texts with room for all of their tokens; else as it comes.
        room = 16 * (options.input + options.output + 64)
        commands.append([*shlex.split(options.llama[0]), "-m", options.llama[1], "--port", "18002", "-t", str(options.threads), "-np", "16", "-c", str(room)])
    else:
        commands.append([*serve, "18002", *serve_options, "--range-endpoints", options.ranges])
    processes = []
    try:
        for command, address in zip(commands, addresses):
            processes.append(start(command, address, "/health", options.threads))
        run(options, addresses, names)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def run(options, addresses, names):
    places = [int(n) for n in options.at_once.split(",") if n]
    results = {(n, a): [] for n in places for a in addresses}
    for round_number in range(options.rounds):
        for n in places:
            for address in addresses:
                results[n, address].append(measure(
                    options, address, max(2, n * options.requests), max_concurrency=n, seed=1000 * round_number + n))
                print(f"{n} at once, {address}: {results[n, address][-1]}", file=sys.stderr, flush=True)
    speeds = {k: statistics.median(r["tokens"] for r in v) for k, v in results.items()}
    rows = []
    for n in places:
        first, second = (speeds[n, a] for a in addresses)
        rows.append([str(n), f"{first:.1f}", f"{second:.1f}", f"{first / second:.2f}"])
    if rows:
        table(rows, ["at once", f"{names[0]}, tokens/s", f"{names[1]}, tokens/s", "ratio"])
    if options.rates == "half":
        # What it answers when so many always wait is what it can.
        most = statistics.median(r["requests"] for r in results[max(places), addresses[1]])
        rates = [most / 2]
    else:
        rates = [float(r) for r in options.rates.split(",")]
    rows = []
    for rate in rates:
        runs = {a: [] for a in addresses}
        for round_number in range(options.rounds):
            for address in addresses:
                requests = max(options.least, int(rate * 20))
                runs[address].append(measure(options, address, requests, rate=f"{rate:.3f}", seed=7 + round_number))
                print(f"{rate:.2f} a second, {address}: {runs[address][-1]}", file=sys.stderr, flush=True)
        for metric in METRICS:
            for part in ("mean", "median", "p99"):
                first, second = (statistics.median(r[metric][part] for r in runs[a]) for a in addresses)
                rows.append([f"{rate:.2f}", f"{part} {metric.upper()}", f"{first:.1f}", f"{second:.1f}", f"{first / second:.2f}"])
    table(rows, ["requests/s", "ms", names[0], names[1], "ratio"])


if __name__ == "__main__":
    main()
