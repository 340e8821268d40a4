using Piecewise.Compiler.Tuning;

namespace Piecewise.Compiler.Tests.Tuning;

/// <summary>Versions of a program whose calls take what a test says.</summary>
/// <param name="milliseconds">Of a call of one size of a version; the number counts all calls.</param>
internal sealed class ScriptedProgram(Func<TuningChoice, long, int, double> milliseconds)
{
    private int calls;

    public ScriptedClock Clock { get; init; } = new();

    /// <summary>What was compiled, in order.</summary>
    public List<TuningChoice> Compiled { get; } = [];

    /// <summary>How many versions were not disposed.</summary>
    public int Open { get; private set; }

    /// <summary>What compiling a version takes.</summary>
    public TimeSpan Compiling { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A search, by default with time for everything.</summary>
    public TuningSearch Search(TuningSpace space, double seconds = 600, CancellationToken cancellation = default) =>
        new(space, Compile, TimeSpan.FromSeconds(seconds), Clock, cancellation);

    public IContestant Compile(TuningChoice choice, CancellationToken cancellation)
    {
        Compiled.Add(choice);
        Clock.Pass(Compiling);
        Open++;
        return new Version(this, choice);
    }

    private void Pass(TuningChoice choice, long size) => Clock.Pass(TimeSpan.FromMilliseconds(milliseconds(choice, size, calls++)));

    private sealed class Version(ScriptedProgram program, TuningChoice choice) : IContestant
    {
        private bool isReady;

        public void Renew() => isReady = true;

        public void Call(long size)
        {
            Assert.True(isReady, "a call without a session");
            program.Pass(choice, size);
        }

        public void Dispose()
        {
            Assert.True(program.Open > 0, "disposed twice");
            isReady = false;
            program.Open--;
        }
    }
}
