using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Lower;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>
/// Measures the parts of calls. A program is compiled a second time for it, with marks between its loop nests and calls; code that is not
/// measured has none, and pays nothing.
/// </summary>
/// <param name="program">The program as it is compiled otherwise.</param>
/// <param name="marked">The same with marks (<see cref="CodeOptions.HasMarks"/>).</param>
/// <param name="lowered">What both were made of.</param>
internal sealed class CallMeasurement(Compilation program, Compilation marked, LoweredProgram lowered)
{
    private const int Fewest = 8;
    private const int Most = 1000;

    // The first calls run code that the runtime has not optimized yet.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    /// <summary>Measures calls of one size.</summary>
    /// <param name="shapes">The sizes.</param>
    /// <param name="inputs">Of a call.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InputException">The inputs do not fit.</exception>
    /// <exception cref="SizeOutOfRangeException">No entry serves the size.</exception>
    /// <exception cref="CallFailedException">The program can't take the values of the inputs.</exception>
    public MeasuredCall Run(CallShapes shapes, CallValue[] inputs, CancellationToken cancellation)
    {
        var dispatch = marked.Plan.Manifest.DispatchSymbol;
        var entry = dispatch < 0 ? 0 : marked.Program.Dispatch.Find(shapes.Symbols[dispatch]);
        var marks = new CallMarks();
        using var ordinary = program.Program.StartSession(new SessionOptions { Workers = program.Workers, Seed = 0 });
        using var measured = marked.Program.StartSession(new SessionOptions { Workers = marked.Workers, Marks = marks, Seed = 0 });
        // By turns: what disturbs the one disturbs the other.
        var calls = Repeat(() =>
        {
            var start = Stopwatch.GetTimestamp();
            ordinary.Run(inputs);
            var time = Milliseconds(start, Stopwatch.GetTimestamp());
            measured.Run(inputs);
            return (Ordinary: time, Marks: marks.Marks.ToArray());
        }, cancellation);
        return Of(
            shapes, entry, calls.Count, Middle(calls, c => c.Ordinary).Average(c => c.Ordinary),
            [.. Middle(calls, c => Milliseconds(c.Marks[0].Timestamp, c.Marks[^1].Timestamp)).Select(c => c.Marks)]);
    }

    // Every call of one size goes the same way, so that what is between two marks has a mean.
    private MeasuredCall Of(CallShapes shapes, int entry, int count, double unmarked, CallMark[][] calls)
    {
        // The one in the middle of the middle half.
        var way = calls[calls.Length / 2];
        var parts = Enumerable.Range(0, way.Length - 1)
            .Select(i => (way[i].Step, way[i].Item, Time: calls.Average(c => Milliseconds(c[i].Timestamp, c[i + 1].Timestamp))))
            .ToLookup(p => p.Step);
        var (steps, table) = (marked.Plan.Manifest.Entries[entry].Steps, marked.Plan.Manifest.Entries[entry].Table);
        var rows = new long[table.Rows.Length];
        table.Evaluate(0, shapes.Symbols.AsSpan(), rows);
        // What only a step of the call determines is not known here.
        Func<int, long?> valueOf = row => table.Rows[row].Stage == 0 ? rows[row] : null;
        return new MeasuredCall(
            shapes.ToString(), entry, count, unmarked, parts[CallMarks.Binding].Sum(p => p.Time),
            [.. steps.Select((s, i) =>
                Step(s, valueOf, parts[i].Sum(p => p.Time),
                    parts[i].Where(p => p.Item != CallMark.WholeStep).Select(p => (p.Item, p.Time))))],
            parts[steps.Length].Sum(p => p.Time))
        {
            Marks = [.. way],
        };
    }

    private MeasuredStep Step(StepManifest step, Func<int, long?> valueOf, double time, IEnumerable<(int Item, double Time)> items)
    {
        var graph = step.Kind switch
        {
            StepKind.Code => marked.Plan.Codes[step.Number].Schedule.Graph,
            StepKind.Interpreted => marked.Plan.Interpreted[step.Number],
            _ => null,
        };
        var piece = lowered.Pieces.FirstOrDefault(p => p.Graph == graph)?.UniqueIndex;
        var operators = graph is null ? ""
            : string.Join(", ", graph.Nodes.Select(n => n.Operator?.Schema.BaseName).OfType<string>().Distinct());
        var what = (step.Kind, piece) switch
        {
            (StepKind.Attention, _) => "attention",
            (StepKind.Interpreted, { } number) => $"unique piece {number}, interpreted",
            (StepKind.Interpreted, null) => $"{step.Name}, interpreted",
            (_, { } number) => $"unique piece {number}",
            _ => operators,
        };
        if (step.Kind != StepKind.Code)
        {
            return new MeasuredStep(
                step.Name, step.Kind, what, piece, time, step.Kind == StepKind.Attention ? ItemWork.OfAttention(step, valueOf) : null, []);
        }
        var schedule = marked.Plan.Codes[step.Number].Schedule;
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (symbol, row) in schedule.Symbols.Zip(step.Sizes))
        {
            if (valueOf(row) is { } value)
            {
                sizes.Add(symbol, value);
            }
        }
        ImmutableArray<MeasuredKernel> kernels =
        [
            .. items.Select(i => (Item: schedule.Items[i.Item], i.Time)).Select(i => new MeasuredKernel(
                i.Item.Index, StepText.What(i.Item), StepText.Nodes(i.Item), i.Time, ItemWork.Of(i.Item, sizes))),
        ];
        return new MeasuredStep(step.Name, step.Kind, what, piece, time, Work.Sum(kernels.Select(k => k.Work)), kernels);
    }

    private static List<T> Repeat<T>(Func<T> call, CancellationToken cancellation)
    {
        var results = new List<T>();
        var start = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            call();
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp);
        start = Stopwatch.GetTimestamp();
        while (results.Count < Fewest || (results.Count < Most && Stopwatch.GetElapsedTime(start) < Enough))
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(call());
        }
        return results;
    }

    // Half of the calls: those that neither had luck nor were disturbed.
    private static T[] Middle<T>(List<T> calls, Func<T, double> time) =>
        [.. calls.OrderBy(time).Skip(calls.Count / 4).Take((calls.Count + 1) / 2)];

    // Finer than a TimeSpan, which counts tenths of microseconds.
    private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
}
