namespace Piecewise.Operators.OpIr;

/// <summary>
/// What must hold of a declaration and its implementations (I1, I2); every violation of one declaration is reported at once.
/// </summary>
internal static class OpIrRules
{
    public static void Check(OpIrDeclaration declaration)
    {
        var problems = Problems(declaration).ToArray();
        if (problems.Length > 0)
        {
            throw new ArgumentException($"The op '{declaration.Name}' can't be registered: {string.Join(" ", problems)}");
        }
    }

    private static IEnumerable<string> Problems(OpIrDeclaration declaration)
    {
        var names = declaration.ArgumentNames();
        foreach (var activation in declaration.Activations)
        {
            if (Array.IndexOf(names, activation) is var at
                && (at < 0 || !declaration.Native.Arguments[at].StartsWith("Tensor ", StringComparison.Ordinal)))
            {
                yield return $"Its activation '{activation}' is no tensor argument. [I1]";
            }
        }
        if (declaration.AllowInPlace && declaration.Activations.Length != declaration.Native.ResultCount)
        {
            yield return $"It allows in-place implementations but returns {declaration.Native.ResultCount} tensors "
                + $"for {declaration.Activations.Length} activations. [I1]";
        }
        foreach (var name in declaration.Providers.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"The provider '{name.Key}' is given twice. [I2]";
        }
        foreach (var provider in declaration.Providers)
        {
            if (provider.Function.Signature != declaration.Native.Signature)
            {
                yield return $"The provider '{provider.Name}' has the signature {provider.Function.Signature}, "
                    + $"which does not match native schema {declaration.Native.Signature}. [I2]";
            }
            if (provider.IsInPlace && !declaration.AllowInPlace)
            {
                yield return $"The provider '{provider.Name}' overwrites activations, which the op does not allow. [I2]";
            }
        }
    }
}
