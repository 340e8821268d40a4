namespace Piecewise.Compiler.Schedule;

/// <summary>A piece can't be compiled as a whole; the message says why. The interpreter runs it.</summary>
internal sealed class ScheduleException : Exception
{
    public ScheduleException(string message)
        : base(message)
    {
    }
}
