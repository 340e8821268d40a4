using System.Globalization;
using System.Text;

namespace Piecewise.Import;

/// <summary>Where a <see cref="JsonCursor"/> stands, kept cheaply and written out only for a message.</summary>
internal sealed class JsonPath(string document)
{
    private readonly List<(string? Name, int Index)> steps = [];

    public void Push() => steps.Add((null, -1));

    public void Pop() => steps.RemoveAt(steps.Count - 1);

    public void SetName(string name) => steps[^1] = (name, -1);

    public void NextIndex() => steps[^1] = (null, steps[^1].Index + 1);

    public override string ToString()
    {
        StringBuilder text = new StringBuilder(document).Append(": $");
        foreach ((string? name, int index) in steps)
        {
            if (name is not null)
                text.Append('.').Append(Printable.Text(name));
            else if (index >= 0)
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
        }

        return text.ToString();
    }
}
