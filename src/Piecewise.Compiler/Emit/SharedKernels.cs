using System.Text;

namespace Piecewise.Compiler.Emit;

/// <summary>
/// Kernels of a piece that are the same but for names are one method: layers that repeat, parts of one result. What compilers take then
/// depends on how many different kernels there are.
/// </summary>
internal sealed class SharedKernels
{
    private readonly Dictionary<string, EmittedKernel> known = new(StringComparer.Ordinal);

    /// <summary>
    /// The kernel itself, or under the name, and with the fields, of an earlier one with the same code; it has no text then.
    /// </summary>
    public EmittedKernel Share(EmittedKernel kernel)
    {
        var code = WithoutNames(kernel);
        if (!known.TryGetValue(code, out var first))
        {
            known.Add(code, kernel);
            return kernel;
        }
        return kernel with
        {
            Name = first.Name,
            Text = "",
            Accesses = [.. kernel.Accesses.Select((a, i) => (a.Access, first.Accesses[i].Field))],
            Symbols = [.. kernel.Symbols.Select((s, i) => (s.Symbol, first.Symbols[i].Field))],
        };
    }

    // The code with each of its own names replaced by a number, and without comments. What stands after a point is somebody else's name.
    private static string WithoutNames(EmittedKernel kernel)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (text, result) = (kernel.Text, new StringBuilder(kernel.Text.Length));
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '/' && i + 1 < text.Length && text[i + 1] == '/')
            {
                var end = text.IndexOf('\n', i);
                i = end < 0 ? text.Length : end;
                continue;
            }
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '_')
            {
                result.Append(text[i++]);
                continue;
            }
            var start = i;
            while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'))
            {
                i++;
            }
            var word = text[start..i];
            if (char.IsAsciiDigit(word[0]) || (start > 0 && text[start - 1] == '.')
                || !(kernel.Names.Contains(word) || word == kernel.Name || word == $"{kernel.Name}State"))
            {
                result.Append(word);
                continue;
            }
            if (!numbers.TryGetValue(word, out var number))
            {
                numbers.Add(word, number = numbers.Count);
            }
            result.Append('$').Append(number);
        }
        return result.ToString();
    }
}
