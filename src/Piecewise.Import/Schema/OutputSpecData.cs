namespace Piecewise.Import;

/// <summary>What one graph output stands for. Mutations come before the values that the caller gets.</summary>
internal abstract record OutputSpecData
{
    private OutputSpecData()
    {
    }

    /// <summary>A value that the caller gets; may be a constant or a symbolic int.</summary>
    public sealed record UserOutput(ArgumentData Argument) : OutputSpecData;

    public sealed record Loss(string TensorName) : OutputSpecData;

    /// <summary>The new content of a buffer.</summary>
    public sealed record BufferMutation(string TensorName, string BufferName) : OutputSpecData;

    /// <summary>The new content of a parameter.</summary>
    public sealed record ParameterMutation(string TensorName, string ParameterName) : OutputSpecData;

    /// <summary>The new content of an input of the caller.</summary>
    public sealed record UserInputMutation(string TensorName, string InputName) : OutputSpecData;

    public sealed record ParameterGradient(string TensorName, string ParameterName) : OutputSpecData;

    public sealed record UserInputGradient(string TensorName, string InputName) : OutputSpecData;

    /// <summary>An effect token.</summary>
    public sealed record Token(string Name) : OutputSpecData;
}
