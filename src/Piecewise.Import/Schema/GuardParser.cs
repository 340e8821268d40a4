using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Import;

/// <summary>
/// Parses the Python expressions of <c>guards_code</c> (pt2-format §3.8) by recursive descent over Python's precedences.
/// Nothing is ever evaluated; what is outside the small language gives null and a warning.
/// </summary>
internal sealed class GuardParser
{
    /// <summary>Characters that a guard may have.</summary>
    public const int MaxLength = 1 << 16;

    /// <summary>Nesting that a guard may have.</summary>
    public const int MaxDepth = 200;

    /// <summary>Arithmetic operators that a guard may have: a chain of them is a tree as deep as the chain is long.</summary>
    public const int MaxOperators = 1000;

    private readonly GuardLexer lexer;
    private GuardToken token;
    private int depth;
    private int operators;

    private GuardParser(string text)
    {
        lexer = new GuardLexer(text);
        token = lexer.Next();
    }

    /// <summary>Parses one guard.</summary>
    /// <param name="text">The Python text.</param>
    /// <param name="warning">Why the result is null; else empty.</param>
    /// <returns>The tree, or null.</returns>
    public static GuardNode? TryParse(string text, out string warning)
    {
        warning = "";
        if (text.Length > MaxLength)
        {
            warning = $"a guard of {text.Length} characters was not read";
            return null;
        }

        try
        {
            var parser = new GuardParser(text);
            GuardNode node = parser.Alternatives();
            return parser.token.Kind == GuardTokenKind.End ? node : throw parser.Unexpected("the end");
        }
        catch (FormatException unreadable)
        {
            warning = $"the guard '{Printable.Text(text)}' was not read: {unreadable.Message}";
            return null;
        }
    }

    private GuardNode Alternatives()
    {
        if (++depth > MaxDepth)
            throw new FormatException($"it nests more than {MaxDepth} levels");
        GuardNode first = Conjunction();
        if (token.Is("or"))
        {
            var operands = ImmutableArray.CreateBuilder<GuardNode>();
            operands.Add(first);
            while (Take("or"))
                operands.Add(Conjunction());
            first = new GuardNode.Any(operands.DrainToImmutable());
        }

        depth--;
        return first;
    }

    private GuardNode Conjunction()
    {
        GuardNode first = Negation();
        if (!token.Is("and"))
            return first;
        var operands = ImmutableArray.CreateBuilder<GuardNode>();
        operands.Add(first);
        while (Take("and"))
            operands.Add(Negation());
        return new GuardNode.Every(operands.DrainToImmutable());
    }

    private GuardNode Negation()
    {
        bool negated = false;
        bool any = false;
        while (Take("not"))
            (negated, any) = (!negated, true);
        GuardNode operand = Comparison();
        if (negated)
            return new GuardNode.Not(operand);
        // A double negation still turns a number into a truth value, so it is kept as one.
        return any ? new GuardNode.Not(new GuardNode.Not(operand)) : operand;
    }

    private GuardNode Comparison()
    {
        GuardNode left = Sum();
        var pairs = ImmutableArray.CreateBuilder<GuardNode>();
        while (token.Kind == GuardTokenKind.Symbol && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
        {
            string comparison = Advance();
            GuardNode right = Sum();
            pairs.Add(new GuardNode.Comparison(comparison, left, right));
            left = right;
        }

        return pairs.Count switch
        {
            0 => left,
            1 => pairs[0],
            _ => new GuardNode.Every(pairs.DrainToImmutable()),
        };
    }

    private GuardNode Sum()
    {
        GuardNode left = Product();
        while (token.Kind == GuardTokenKind.Symbol && token.Text is "+" or "-")
            left = Join(Advance(), left, Product());
        return left;
    }

    private GuardNode Product()
    {
        GuardNode left = Signed();
        while (token.Kind == GuardTokenKind.Symbol && token.Text is "*" or "/" or "//" or "%")
            left = Join(Advance(), left, Signed());
        return left;
    }

    private GuardNode Signed()
    {
        if (++depth > MaxDepth)
            throw new FormatException($"it nests more than {MaxDepth} levels");
        GuardNode result;
        if (Take("-"))
        {
            GuardNode operand = Signed();
            result = operand switch
            {
                GuardNode.Integer { Value: > 0 } integer => new GuardNode.Integer(-integer.Value),
                _ => new GuardNode.Negate(operand),
            };
        }
        else
        {
            result = Take("+") ? Signed() : Power();
        }

        depth--;
        return result;
    }

    private GuardNode Power()
    {
        GuardNode left = Postfix();
        return Take("**") ? new GuardNode.Binary("**", left, Signed()) : left;
    }

    private GuardNode Postfix()
    {
        GuardNode node = Primary();
        int links = 0;
        while (true)
        {
            if (Take("."))
            {
                if (token.Kind != GuardTokenKind.Name)
                    throw Unexpected("a name");
                node = new GuardNode.Attribute(node, Advance());
            }
            else if (Take("["))
            {
                GuardNode key = Alternatives();
                Expect("]");
                node = Subscript(node, key);
            }
            else if (Take("("))
            {
                node = new GuardNode.Call(node, Arguments());
            }
            else
            {
                return node;
            }

            if (++links > MaxDepth)
                throw new FormatException($"it nests more than {MaxDepth} levels");
        }
    }

    private GuardNode.Binary Join(string operation, GuardNode left, GuardNode right) =>
        ++operators <= MaxOperators
            ? new GuardNode.Binary(operation, left, right)
            : throw new FormatException($"it has more than {MaxOperators} operators");

    private static GuardNode Subscript(GuardNode node, GuardNode key) =>
        node is GuardNode.Call { Function: GuardNode.Attribute { Identifier: "size", Target: var tensor }, Arguments: [] }
        && key is GuardNode.Integer { Value: >= 0 and <= 64 } dimension
            ? new GuardNode.Size(tensor, (int)dimension.Value)
            : new GuardNode.Item(node, key);

    private ImmutableArray<GuardNode> Arguments()
    {
        var arguments = ImmutableArray.CreateBuilder<GuardNode>();
        if (Take(")"))
            return [];
        do
            arguments.Add(Alternatives());
        while (Take(","));
        Expect(")");
        return arguments.DrainToImmutable();
    }

    private GuardNode Primary()
    {
        if (Take("("))
        {
            GuardNode inner = Alternatives();
            Expect(")");
            return inner;
        }

        GuardToken current = token;
        switch (current.Kind)
        {
            case GuardTokenKind.Name when current.Text is not ("and" or "or" or "not" or "if" or "else" or "in" or "is" or "lambda"):
                Advance();
                return current.Text switch
                {
                    "True" => new GuardNode.Boolean(true),
                    "False" => new GuardNode.Boolean(false),
                    _ => new GuardNode.Name(current.Text),
                };
            case GuardTokenKind.Text:
                Advance();
                return new GuardNode.Text(current.Text);
            case GuardTokenKind.Number when long.TryParse(current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long integer):
                Advance();
                return new GuardNode.Integer(integer);
            // An integer beyond 64 bits is a bound of sizes, which is compared as a float.
            case GuardTokenKind.Number
                when double.TryParse(current.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number):
                Advance();
                return new GuardNode.Float(number);
            default:
                throw Unexpected("a value");
        }
    }

    private bool Take(string text)
    {
        if (!token.Is(text))
            return false;
        Advance();
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
            throw Unexpected($"'{text}'");
    }

    private string Advance()
    {
        string text = token.Text;
        token = lexer.Next();
        return text;
    }

    private FormatException Unexpected(string expected) =>
        new($"expected {expected} at character {token.Position}, found {(token.Text.Length == 0 ? "the end" : $"'{token.Text}'")}");
}
