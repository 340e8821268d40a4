using System.Collections.Immutable;
using System.Text;

namespace Piecewise.Import;

/// <summary>
/// What a pytree node says about its children: a list of keys, a pair of lists (fields present and fields None, for
/// dataclasses), or a text. A context this reader can't make sense of has no keys, which is no problem by itself.
/// </summary>
/// <param name="HasKeys">Whether there was a list of keys, even an empty one.</param>
/// <param name="Keys">Key per child. A key that is no string appears as its JSON text.</param>
/// <param name="AbsentKeys">Fields without a child.</param>
/// <param name="Text">The context itself.</param>
internal readonly record struct TreeContext(bool HasKeys, ImmutableArray<string> Keys, ImmutableArray<string> AbsentKeys, string? Text)
{
    /// <summary>What a node without a context has: not <c>default</c>, whose lists are no lists.</summary>
    public static TreeContext None => new(false, [], [], null);

    public static TreeContext Read(ref JsonCursor json)
    {
        if (json.IsNull())
            return None;
        if (json.TryText(out string text))
            return Parse(text);
        // collections.defaultdict writes an object instead of a text.
        if (!json.IsObject())
        {
            json.Skip();
            return None;
        }

        TreeContext found = None;
        json.BeginObject();
        while (json.NextKey(out string key))
        {
            if (key == "dict_context")
                found = new TreeContext(true, json.Values(static (ref item) => item.KeyText()), [], null);
            else
                json.Skip();
        }

        return found;
    }

    private static TreeContext Parse(string text)
    {
        TreeContext none = None with { Text = text };
        if (!text.StartsWith('['))
            return none;
        var problems = new ProblemList("");
        TreeContext? parsed;
        try
        {
            parsed = JsonCursor.Parse<TreeContext?>(
                Encoding.UTF8.GetBytes(text), "", problems, new StringPool(), static (ref json) => ReadList(ref json));
        }
        catch (Pt2FormatException)
        {
            return none;
        }

        return problems.Count == 0 && parsed is { } context ? context with { Text = text } : none;
    }

    private static TreeContext ReadList(ref JsonCursor json)
    {
        var keys = ImmutableArray.CreateBuilder<string>();
        var lists = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        json.BeginArray();
        while (json.NextItem())
        {
            if (json.IsArray())
                lists.Add(json.Values(static (ref item) => item.KeyText()));
            else
                keys.Add(json.KeyText());
        }

        if (lists.Count == 0)
            return new TreeContext(true, keys.DrainToImmutable(), [], null);
        return lists.Count == 2 && keys.Count == 0
            ? new TreeContext(true, lists[0], lists[1], null)
            : None;
    }
}
