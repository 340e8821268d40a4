namespace Piecewise.Import;

/// <summary>The names of values in an argument of the file.</summary>
internal static class ArgumentNames
{
    public static IEnumerable<string> Of(ArgumentData argument) => (argument switch
    {
        ArgumentData.Tensor { Name: var name } => [name],
        ArgumentData.OptionalTensor { Name: var name } => [name],
        ArgumentData.Tensors { Names: var names } => names,
        ArgumentData.OptionalTensors { Names: var names } => names,
        ArgumentData.SymInt { Value.Name: var name } => [name],
        ArgumentData.SymInts { Values: var values } => values.Select(v => v.Name),
        ArgumentData.SymFloat { Value.Name: var name } => [name],
        ArgumentData.SymFloats { Values: var values } => values.Select(v => v.Name),
        ArgumentData.SymBool { Value.Name: var name } => [name],
        ArgumentData.SymBools { Values: var values } => values.Select(v => v.Name),
        _ => (IEnumerable<string?>)[],
    }).OfType<string>();
}
