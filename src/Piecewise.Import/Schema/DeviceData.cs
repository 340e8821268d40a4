namespace Piecewise.Import;

/// <summary>A device as the file names it, such as <c>cpu</c> or <c>cuda</c> 0.</summary>
internal readonly record struct DeviceData(string Type, int? Index)
{
    /// <summary>The device whose tensors have shapes and no elements.</summary>
    internal const string Meta = "meta";

    public override string ToString() => Index is { } index ? $"{Type}:{index}" : Type;
}
