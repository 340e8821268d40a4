using System.Text;

namespace Piecewise.Compiler.Emit;

/// <summary>Indented lines of C#.</summary>
internal sealed class CodeWriter(int indent = 0)
{
    private readonly StringBuilder text = new();
    private int depth = indent;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            text.Append(' ', depth * 4).Append(line);
        }
        text.Append('\n');
    }

    /// <summary>A comment, on as many lines as the text has.</summary>
    public void Comment(string comment)
    {
        foreach (var line in comment.Split('\n'))
        {
            Line($"// {new string([.. line.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)])}".TrimEnd());
        }
    }

    /// <summary>A block in braces after a head.</summary>
    public void Open(string head)
    {
        Line(head);
        Line("{");
        depth++;
    }

    /// <summary>Ends a block.</summary>
    /// <param name="end">What stands after its brace.</param>
    public void Close(string end = "")
    {
        depth--;
        Line($"}}{end}");
    }

    /// <summary>Appends what another writer, which began at this depth, has written.</summary>
    public void Append(CodeWriter other) => text.Append(other.text);

    public override string ToString() => text.ToString();
}
