using System.Text.Json;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>
/// Measured calls as a trace that Perfetto and Chrome's tracing page open (Trace Event Format): a process for each size, with one call of
/// median length: its steps, and the kernels in them, on the thread that calls. What other threads do meanwhile is their share of a kernel.
/// </summary>
internal static class CallTrace
{
    private const int CallingThread = 1;

    /// <summary>Writes the trace as UTF-8 JSON.</summary>
    public static void Write(Stream stream, Explanation explanation)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        for (var i = 0; i < explanation.Measured.Length; i++)
        {
            var call = explanation.Measured[i];
            Name(json, "process_name", i + 1, $"{Path.GetFileName(explanation.Program)}{(call.Sizes.Length > 0 ? $", {call.Sizes}" : "")}");
            Name(json, "thread_name", i + 1, "calling thread");
            Write(json, i + 1, call);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, int process, MeasuredCall call)
    {
        var marks = call.Marks;
        Event(json, process, "call", "call", marks, 0, marks.Length - 1, null);
        for (var first = 0; first < marks.Length - 1;)
        {
            var next = first + 1;
            while (next < marks.Length - 1 && marks[next].Item != CallMark.WholeStep)
            {
                next++;
            }
            var (number, kernel) = (marks[first].Step, 0);
            if (number < 0 || number >= call.Steps.Length)
            {
                Event(json, process, number < 0 ? "inputs" : "what the call stores", "call", marks, first, next, null);
                first = next;
                continue;
            }
            var step = call.Steps[number];
            Event(json, process, step.What, "step", marks, first, next, step.Work, ("name", step.Name));
            for (var at = first + 1; at < next; at++, kernel++)
            {
                var measured = step.Kernels[kernel];
                Event(json, process, measured.What, "kernel", marks, at, at + 1, measured.Work, ("nodes", measured.Nodes));
            }
            first = next;
        }
    }

    private static void Event(
        Utf8JsonWriter json, int process, string name, string category, IReadOnlyList<CallMark> marks, int from, int to, Work? work,
        params (string Name, string Value)[] arguments)
    {
        var duration = Microseconds(marks[from], marks[to]);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("cat", category);
        // Complete: it has a beginning and a length.
        json.WriteString("ph", "X");
        json.WriteNumber("ts", Microseconds(marks[0], marks[from]));
        json.WriteNumber("dur", duration);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", CallingThread);
        json.WriteStartObject("args");
        foreach (var (key, value) in arguments)
        {
            json.WriteString(key, value);
        }
        if (work is { } known && duration > 0)
        {
            var speed = known.PerSecond(duration / 1000);
            json.WriteNumber("bytes", known.Bytes);
            json.WriteNumber("operations", known.Operations);
            json.WriteNumber("GB/s", Math.Round(speed.Bytes / 1e9, 3));
            json.WriteNumber("GFLOP/s", Math.Round(speed.Operations / 1e9, 3));
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, string what, int process, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", what);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", CallingThread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static double Microseconds(CallMark from, CallMark to) =>
        Math.Round((to.Timestamp - from.Timestamp) * 1e6 / System.Diagnostics.Stopwatch.Frequency, 3);
}
