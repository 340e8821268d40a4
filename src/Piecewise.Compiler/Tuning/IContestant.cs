namespace Piecewise.Compiler.Tuning;

/// <summary>A version of a program in a contest.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>From here on calls are those of a new session, with memory of its own.</summary>
    void Renew();

    /// <summary>Makes a call.</summary>
    /// <param name="size">Value of the size that is dispatched by; 1 where there is none.</param>
    void Call(long size);
}
