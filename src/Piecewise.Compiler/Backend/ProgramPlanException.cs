namespace Piecewise.Compiler.Backend;

/// <summary>A part of a program can't be planned before it runs; the message says why, to follow "because". It is interpreted.</summary>
internal sealed class ProgramPlanException : Exception
{
    public ProgramPlanException(string message)
        : base(message)
    {
    }
}
