using Piecewise.Llm.Templates.Filters;
using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Syntax;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>Gives the values of expressions.</summary>
internal sealed class Evaluator(Budget budget)
{
    private int calls;

    public Budget Budget => budget;

    /// <summary>The line that is evaluated, for messages.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Something at a line is done now: it costs a step.</summary>
    public void Begin(int line)
    {
        Line = line;
        budget.Step();
    }

    public Value Evaluate(Expression expression, Scope scope)
    {
        Begin(expression.Line);
        return expression switch
        {
            Expression.Constant constant => constant.Value,
            Expression.Name name => scope.Find(name.Text) ?? UndefinedValue.Name(name.Text),
            Expression.Attribute attribute => Access.Attribute(Evaluate(attribute.Target, scope), attribute.Text, budget),
            Expression.Item item => Access.Item(Evaluate(item.Target, scope), Evaluate(item.Key, scope), budget),
            Expression.Slice slice => Slice(slice, scope),
            Expression.Logical logical => Evaluate(logical.Left, scope) is var left && left.IsTrue == logical.IsOr
                ? left
                : Evaluate(logical.Right, scope),
            Expression.Unary unary => Signed(unary, scope),
            Expression.Comparison comparison => Compare(comparison, scope),
            Expression.Conditional conditional => Choose(conditional, scope),
            Expression.Concatenation concatenation => Concatenate(concatenation, scope),
            Expression.Binary binary =>
                Arithmetic.Binary(binary.Sign, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope), budget),
            Expression.Filter filter => Filter(filter, Evaluate(filter.Input!, scope), scope),
            Expression.Test test =>
                BooleanValue.Of(TestTable.Apply(test.Text, Evaluate(test.Input, scope), Arguments(test.Arguments, scope), budget)),
            Expression.Call call => Call(call, [], scope),
            Expression.List list => budget.List(list.Items.Select(item => Evaluate(item, scope))),
            Expression.Tuple tuple => budget.Tuple(tuple.Items.Select(item => Evaluate(item, scope))),
            Expression.Dict dict => Dict(dict, scope),
            _ => throw new InvalidOperationException($"no way to evaluate {expression.GetType().Name}"),
        };
    }

    /// <summary>A filter on a value; several of a filter block come innermost first.</summary>
    public Value Filter(Expression.Filter filter, Value input, Scope scope)
    {
        if (filter.Input is Expression.Filter inner && IsOfBlock(inner)) input = Filter(inner, input, scope);
        var arguments = Arguments(filter.Arguments, scope);
        Begin(filter.Line);
        return FilterTable.Apply(filter.Text, input, arguments, budget);
    }

    /// <summary>Calls what an expression names.</summary>
    /// <param name="call">The call.</param>
    /// <param name="more">Arguments by name that it does not say itself.</param>
    /// <param name="scope">Where it stands.</param>
    public Value Call(Expression.Call call, IReadOnlyList<(string Name, Value Value)> more, Scope scope)
    {
        var callee = Evaluate(call.Target, scope);
        var arguments = Arguments(call.Arguments, scope);
        if (more.Count > 0) arguments = arguments with { Named = [.. arguments.Named, .. more] };
        Begin(call.Line);
        if (callee is UndefinedValue undefined) throw undefined.Error();
        var callable = callee as CallableValue ?? (callee as LoopValue)?.Recurse
            ?? throw new TemplateException($"{Iteration.Described(callee)} can't be called");
        if (++calls > budget.Limits.Calls)
            throw new TemplateLimitException($"its macros call each other more than {budget.Limits.Calls} deep");
        var result = callable.Call(arguments);
        calls--;
        return result;
    }

    // In a block, filters hang on each other, and the innermost has no input.
    private static bool IsOfBlock(Expression.Filter filter)
    {
        while (filter.Input is Expression.Filter inner) filter = inner;
        return filter.Input is null;
    }

    private Value Slice(Expression.Slice slice, Scope scope)
    {
        var target = Evaluate(slice.Target, scope);
        return Iteration.Slice(target, Optional(slice.Start, scope), Optional(slice.Stop, scope), Optional(slice.Step, scope), budget);
    }

    private Value? Optional(Expression? expression, Scope scope) => expression is null ? null : Evaluate(expression, scope);

    private Value Signed(Expression.Unary unary, Scope scope)
    {
        var operand = Evaluate(unary.Operand, scope);
        return unary.Sign switch
        {
            "not" => BooleanValue.Of(!operand.IsTrue),
            "-" => Arithmetic.Negate(operand, budget),
            _ => Arithmetic.Plus(operand),
        };
    }

    private BooleanValue Compare(Expression.Comparison comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (sign, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            if (!Holds(sign, left, right)) return BooleanValue.False;
            left = right;
        }
        return BooleanValue.True;
    }

    private bool Holds(string sign, Value left, Value right) => sign switch
    {
        "==" => Ordering.AreEqual(left, right, budget),
        "!=" => !Ordering.AreEqual(left, right, budget),
        "in" => Ordering.Contains(right, left, budget),
        "not in" => !Ordering.Contains(right, left, budget),
        "<" => Ordering.Compare(left, right, sign, budget) < 0,
        "<=" => Ordering.Compare(left, right, sign, budget) <= 0,
        ">" => Ordering.Compare(left, right, sign, budget) > 0,
        _ => Ordering.Compare(left, right, sign, budget) >= 0,
    };

    private Value Choose(Expression.Conditional conditional, Scope scope) =>
        Evaluate(conditional.Condition, scope).IsTrue ? Evaluate(conditional.Then, scope)
        : conditional.Else is { } otherwise ? Evaluate(otherwise, scope)
        : new UndefinedValue(
            $"the inline if-expression on line {conditional.Line} evaluated to false and no else section was defined.");

    private TextValue Concatenate(Expression.Concatenation concatenation, Scope scope)
    {
        var result = new TextBuilder(budget);
        foreach (var part in concatenation.Parts) result.Append(Representation.Text(Evaluate(part, scope), budget));
        return new TextValue(result.ToString());
    }

    private DictValue Dict(Expression.Dict dict, Scope scope)
    {
        var result = new DictValue(budget);
        foreach (var (key, value) in dict.Items) result.Set(Evaluate(key, scope), Evaluate(value, scope), budget);
        return result;
    }

    private CallArguments Arguments(ArgumentList list, Scope scope)
    {
        if (list == ArgumentList.None) return CallArguments.None;
        var positional = list.Positional.Select(argument => Evaluate(argument, scope)).ToList();
        var named = list.Named.Select(argument => (argument.Name, Evaluate(argument.Value, scope))).ToList();
        if (list.MorePositional is { } more)
        {
            foreach (var value in Iteration.Of(Evaluate(more, scope), budget)) budget.Add(positional, value);
        }
        if (list.MoreNamed is { } dict)
        {
            var values = Evaluate(dict, scope) as DictValue ?? throw new TemplateException("** needs a dict");
            foreach (var (key, value) in values.Items)
            {
                named.Add((key is TextValue name ? name.Text : throw new TemplateException("** needs a dict with text as keys"), value));
            }
        }
        return new CallArguments(positional, named);
    }
}
