namespace Piecewise.Fuzz;

/// <summary>Where cases come from: each follows from its number alone, so that another process makes the same.</summary>
internal interface ICaseSource
{
    /// <summary>How many there are; <see cref="int.MaxValue"/> where there is no end.</summary>
    int Count { get; }

    /// <summary>A case; null where a number leads to nothing.</summary>
    FuzzCase? Make(int number);
}
