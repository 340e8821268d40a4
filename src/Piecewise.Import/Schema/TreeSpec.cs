using System.Collections.Immutable;
using System.Text;

namespace Piecewise.Import;

/// <summary>Kinds of nodes of a <see cref="TreeSpec"/>.</summary>
internal enum TreeSpecKind
{
    /// <summary>One value; a Python None is a leaf too.</summary>
    Leaf,
    Tuple,
    List,
    Dict,
    NamedTuple,

    /// <summary>A dataclass or another registered type whose fields are named.</summary>
    Record,

    /// <summary>A registered type of which only the children are known.</summary>
    Other,
}

/// <summary>The nesting of a program's arguments or results (a pytree), leaves in flattening order.</summary>
/// <param name="Kind">The kind of node.</param>
/// <param name="TypeName">Registered name, such as <c>builtins.tuple</c>; empty for a leaf.</param>
/// <param name="Keys">One name per child for dictionaries, namedtuples and records; empty else.</param>
/// <param name="Children">The parts.</param>
internal sealed record TreeSpec(TreeSpecKind Kind, string TypeName, ImmutableArray<string> Keys, ImmutableArray<TreeSpec> Children)
{
    public static TreeSpec Leaf { get; } = new(TreeSpecKind.Leaf, "", [], []);

    /// <summary>Fields of a record that were None when it was flattened and so have no child.</summary>
    public ImmutableArray<string> AbsentKeys { get; init; } = [];

    /// <summary>By value, how Python gets at it: <c>logits</c>, <c>cache.0</c>; empty where the structure is one value.</summary>
    public IEnumerable<string> LeafPaths() => Kind == TreeSpecKind.Leaf
        ? [""]
        : Children.SelectMany((child, i) =>
        {
            var name = Keys.Length == Children.Length ? Keys[i] : i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return child.LeafPaths().Select(path => path.Length == 0 ? name : $"{name}.{path}");
        });

    /// <summary>The structure as text, <c>*</c> for a leaf: <c>((*, *), {scale: *})</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private void Write(StringBuilder text)
    {
        (string open, string close) = Kind switch
        {
            TreeSpecKind.Leaf => ("*", ""),
            TreeSpecKind.Tuple => ("(", ")"),
            TreeSpecKind.List => ("[", "]"),
            TreeSpecKind.Dict => ("{", "}"),
            _ => (TypeName + "(", ")"),
        };
        text.Append(open);
        for (int i = 0; i < Children.Length; i++)
        {
            if (i > 0)
                text.Append(", ");
            if (!Keys.IsEmpty)
                text.Append(Keys[i]).Append(": ");
            Children[i].Write(text);
        }

        text.Append(close);
    }
}
