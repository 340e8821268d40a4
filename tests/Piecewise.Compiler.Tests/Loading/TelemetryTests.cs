using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>Loading a model is one activity with its phases in it, cold and warm, and each phase is measured (T1).</summary>
public sealed class TelemetryTests : IDisposable
{
    private static readonly string[] Cold =
        ["open", "key", "lookup", "import", "normalize", "partition", "lower", "hash", "compile", "publish"];
    private static readonly string[] Warm = ["open", "key", "lookup", "restore"];

    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-telemetry-").FullName;
    private readonly ConcurrentQueue<Activity> stopped = [];
    private readonly ConcurrentDictionary<string, double> measured = [];
    private readonly ActivityListener activities;
    private readonly MeterListener measurements = new();

    public TelemetryTests()
    {
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PiecewiseTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        measurements.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "piecewise.phase.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        measurements.SetMeasurementEventCallback<double>((_, seconds, tags, _) => measured[$"{tags[0].Value}"] = seconds);
        measurements.Start();
    }

    public void Dispose()
    {
        activities.Dispose();
        measurements.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Loading_is_one_activity_with_its_phases_in_it()
    {
        // Other tests load models meanwhile: this one's file has a name of its own.
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.pt2");
        File.Copy(Samples.Small, path);
        foreach (var phases in new[] { Cold, Warm })
        {
            stopped.Clear();
            using var model = await CompiledModel.LoadAsync(path, new CompileOptions { CacheFolder = Path.Combine(folder, "cache") });

            var load = Assert.Single(stopped,
                a => a.OperationName == "piecewise.load" && Equals(a.GetTagItem("file"), Path.GetFileName(path)));
            Assert.Equal(phases.Select(p => $"piecewise.{p}"),
                stopped.Where(a => a.ParentSpanId == load.SpanId).Select(a => a.OperationName));
            Assert.Equal((model.Report.Compiled, model.Report.Loaded), (load.GetTagItem("compiled"), load.GetTagItem("loaded")));
            Assert.Equal(phases, model.Report.Phases.Select(p => p.Phase));
            Assert.True(load.Duration >= model.Report.Total);
            Assert.All(phases, p => Assert.True(measured.ContainsKey(p), p));
        }
    }
}
