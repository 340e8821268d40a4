namespace Piecewise.Import;

/// <summary>What one graph input stands for; entry i describes input i of the graph.</summary>
internal abstract record InputSpecData
{
    private InputSpecData()
    {
    }

    /// <summary>A value that the caller passes.</summary>
    public sealed record UserInput(ArgumentData Argument) : InputSpecData;

    /// <summary>A parameter; its bytes are in the weights.</summary>
    public sealed record Parameter(string TensorName, string ParameterName) : InputSpecData;

    /// <summary>A buffer; its bytes are in the weights if persistent, else in the constants.</summary>
    public sealed record Buffer(string TensorName, string BufferName, bool IsPersistent) : InputSpecData;

    /// <summary>A tensor that was a literal of the Python code; its bytes are in the constants.</summary>
    public sealed record TensorConstant(string TensorName, string ConstantName) : InputSpecData;

    /// <summary>An object of a class registered with PyTorch.</summary>
    public sealed record CustomObject(string Name, string ClassName, string ObjectName) : InputSpecData;

    /// <summary>An effect token.</summary>
    public sealed record Token(string Name) : InputSpecData;

    /// <summary>A value that the caller passes and that must equal the one frozen at export: None, int, float, string or bool.</summary>
    public sealed record ConstantInput(string Name, ArgumentData Value) : InputSpecData;
}
