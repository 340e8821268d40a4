using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// In which order an op's providers are asked (I3): the user's list for the op, then the platform's default list, then native. A value: an
/// override for a part of a program is another value.
/// </summary>
internal sealed record ProviderPriorities
{
    /// <summary>What holds where nothing is said: our kernels.</summary>
    public static ProviderPriorities Default { get; } = new() { Platform = [OpIrProvider.Kernel] };

    /// <summary>Asked for every op, after the user's list.</summary>
    public ImmutableArray<string> Platform { get; init; } = [];

    /// <summary>The user's lists by op name.</summary>
    // Lists are references: generics over a struct would be compiled anew at each start.
    public ImmutableSortedDictionary<string, IReadOnlyList<string>> User { get; init; } =
        ImmutableSortedDictionary.Create<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>These priorities with another user's list for one op.</summary>
    public ProviderPriorities With(string op, params ImmutableArray<string> providers) => this with { User = User.SetItem(op, providers) };

    /// <summary>Finds the first provider that can compute a call, and why each earlier one can't.</summary>
    /// <param name="op">The op.</param>
    /// <param name="call">The call's arguments.</param>
    /// <param name="objection">Why the place of the call can't take a provider that could compute it; null where it can. Not asked of
    /// native.</param>
    /// <exception cref="UnknownNameException">The user's list names a provider that the op does not have.</exception>
    public ProviderChoice Choose(OpIrOperator op, InferenceContext call, Func<OpIrProvider, string?>? objection = null)
    {
        ArgumentNullException.ThrowIfNull(op);
        var passedOver = ImmutableArray.CreateBuilder<string>();
        foreach (var provider in Order(op.Declaration))
        {
            if (provider.Unsupported is { } missing)
            {
                passedOver.Add($"{provider.Name}: {missing}");
            }
            else if ((provider.Objection?.Invoke(call) ?? objection?.Invoke(provider)) is { } reason)
            {
                passedOver.Add($"{provider.Name}: {reason}");
            }
            else
            {
                return new ProviderChoice(provider, passedOver.ToImmutable());
            }
        }
        return new ProviderChoice(new OpIrProvider(op.Declaration.Native), passedOver.ToImmutable());
    }

    /// <summary>One line that names everything that decides about a choice: part of cache keys.</summary>
    public override string ToString() =>
        string.Join(" ", User.Select(u => $"{u.Key}={string.Join(',', u.Value)}").Append($"*={string.Join(',', Platform)}"));

    private IEnumerable<OpIrProvider> Order(OpIrDeclaration op)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in User.GetValueOrDefault(op.Name) ?? [])
        {
            if (name == OpIrProvider.Native)
            {
                yield break;
            }
            var provider = op.Providers.FirstOrDefault(p => p.Name == name) ?? throw new UnknownNameException(
                $"The op '{op.Name}' has no provider '{name}'; "
                + $"it has {string.Join(", ", op.Providers.Select(p => p.Name).Append(OpIrProvider.Native))}. [I3]");
            if (asked.Add(name))
            {
                yield return provider;
            }
        }
        foreach (var name in Platform)
        {
            if (name == OpIrProvider.Native)
            {
                yield break;
            }
            if (op.Providers.FirstOrDefault(p => p.Name == name) is { } provider && asked.Add(name))
            {
                yield return provider;
            }
        }
    }
}

/// <summary>The provider for one call.</summary>
/// <param name="Provider">The chosen one.</param>
/// <param name="PassedOver">Those asked before it, each with its reason.</param>
internal sealed record ProviderChoice(OpIrProvider Provider, ImmutableArray<string> PassedOver);
