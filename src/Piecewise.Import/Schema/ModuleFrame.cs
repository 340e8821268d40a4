namespace Piecewise.Import;

/// <summary>The innermost <c>nn.Module</c> that a node came from.</summary>
/// <param name="Path">Path from the root module, such as <c>model.layers.0.mlp</c>; empty for the root.</param>
/// <param name="Type">Full name of the Python class.</param>
internal sealed record ModuleFrame(string Path, string Type);
