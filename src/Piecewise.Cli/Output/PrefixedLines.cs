using System.Text;

namespace Piecewise.Cli.Output;

/// <summary>Text whose lines each begin with the same words.</summary>
internal sealed class PrefixedLines(string prefix, TextWriter target) : TextWriter
{
    private readonly StringBuilder line = new();

    public override Encoding Encoding => target.Encoding;

    // Whole lines only, so that those of several processes do not mix.
    public override void Write(char value)
    {
        lock (line)
        {
            if (value != '\n')
            {
                line.Append(value);
                return;
            }
            target.WriteLine(line.Insert(0, prefix).ToString());
            line.Clear();
        }
    }

    public override void Write(string? value)
    {
        lock (line)
        {
            foreach (var character in value ?? "")
            {
                Write(character);
            }
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");
}
