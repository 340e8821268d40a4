namespace Piecewise.Compiler.Import;

/// <summary>A device as the file names it, such as <c>cpu</c> or <c>cuda</c> 0.</summary>
public readonly record struct DeviceData(string Type, int? Index);
