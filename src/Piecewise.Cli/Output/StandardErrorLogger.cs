using Microsoft.Extensions.Logging;

namespace Piecewise.Cli.Output;

/// <summary>The library's log on standard error, one line each. Quiet unless <see cref="Level"/> is lowered by <c>--verbose</c>.</summary>
internal sealed class StandardErrorLogger : ILogger
{
    private StandardErrorLogger()
    {
    }

    public static StandardErrorLogger Shared { get; } = new();

    /// <summary>Messages below this level are dropped.</summary>
    public LogLevel Level { get; set; } = LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Level && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine($"{logLevel.ToString().ToLowerInvariant()} {eventId.Id}: {formatter(state, exception)}");
        }
    }
}
