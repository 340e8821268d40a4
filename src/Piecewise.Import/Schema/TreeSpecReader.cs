using System.Collections.Immutable;
using System.Text;

namespace Piecewise.Import;

/// <summary>
/// Parses the text form of a pytree, <c>[1, {"type", "context", "children_spec"}]</c>, which is JSON inside a JSON string
/// with more JSON inside its contexts (pt2-format §3.7).
/// </summary>
internal static class TreeSpecReader
{
    private const int Version = 1;

    /// <summary>The tree; a single leaf, with a problem recorded, where the text is none.</summary>
    public static TreeSpec Read(
        string text,
        string document,
        IReadOnlyDictionary<string, ImmutableArray<string>> namedTuples,
        ProblemList problems,
        StringPool strings) =>
        JsonCursor.Parse(
            Encoding.UTF8.GetBytes(text), document, problems, strings,
            (ref json) => ReadVersioned(ref json, namedTuples)) ?? TreeSpec.Leaf;

    private static TreeSpec? ReadVersioned(ref JsonCursor json, IReadOnlyDictionary<string, ImmutableArray<string>> namedTuples)
    {
        if (!json.BeginArray())
            return null;
        TreeSpec? tree = null;
        for (int i = 0; json.NextItem(); i++)
        {
            if (i == 0)
            {
                if (json.Int32() is var version && version != Version)
                    json.Fail($"the tree has version {version}, only {Version} is known");
            }
            else if (i == 1)
            {
                tree = ReadNode(ref json, namedTuples);
            }
            else
            {
                json.Skip();
            }
        }

        if (tree is null)
            json.Fail("the tree is missing");
        return tree;
    }

    private static TreeSpec? ReadNode(ref JsonCursor json, IReadOnlyDictionary<string, ImmutableArray<string>> namedTuples)
    {
        string? type = null;
        TreeContext context = TreeContext.None;
        ImmutableArray<TreeSpec> children = [];
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "type":
                    type = json.OptionalText();
                    break;
                case "context":
                    context = TreeContext.Read(ref json);
                    break;
                case "children_spec":
                    children = json.List((ref item) => ReadNode(ref item, namedTuples));
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (type is null)
        {
            if (!children.IsEmpty)
                json.Fail("a leaf with children");
            return TreeSpec.Leaf;
        }

        TreeSpec node = Classify(type, context, children, namedTuples);
        if (!node.Keys.IsEmpty && node.Keys.Length != children.Length)
            json.Fail($"'{Printable.Text(type)}' has {node.Keys.Length} keys and {children.Length} children");
        return node;
    }

    private static TreeSpec Classify(
        string type,
        TreeContext context,
        ImmutableArray<TreeSpec> children,
        IReadOnlyDictionary<string, ImmutableArray<string>> namedTuples)
    {
        switch (type)
        {
            case "builtins.tuple":
                return new TreeSpec(TreeSpecKind.Tuple, type, [], children);
            case "builtins.list" or "collections.deque":
                return new TreeSpec(TreeSpecKind.List, type, [], children);
            case "builtins.dict" or "collections.OrderedDict" or "collections.defaultdict":
                return new TreeSpec(TreeSpecKind.Dict, type, context.Keys, children);
            case "collections.namedtuple":
                // The context is the registered name; the fields are listed once per program.
                string name = context.Text ?? type;
                return new TreeSpec(TreeSpecKind.NamedTuple, name, namedTuples.GetValueOrDefault(name, []), children);
        }

        if (namedTuples.TryGetValue(type, out ImmutableArray<string> fields))
            return new TreeSpec(TreeSpecKind.NamedTuple, type, fields, children);
        return context.HasKeys
            ? new TreeSpec(TreeSpecKind.Record, type, context.Keys, children) { AbsentKeys = context.AbsentKeys }
            : new TreeSpec(TreeSpecKind.Other, type, [], children);
    }
}
