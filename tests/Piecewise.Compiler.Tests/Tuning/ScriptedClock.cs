namespace Piecewise.Compiler.Tests.Tuning;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class ScriptedClock : TimeProvider
{
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Pass(TimeSpan time) => now += time.Ticks;
}
