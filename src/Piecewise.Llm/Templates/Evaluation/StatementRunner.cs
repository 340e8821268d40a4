using Piecewise.Llm.Templates.Syntax;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>Runs statements: their text goes to the output, and names are set.</summary>
internal sealed class StatementRunner(Evaluator evaluator)
{
    private readonly Budget budget = evaluator.Budget;
    private TextBuilder output = new(evaluator.Budget);

    /// <summary>The text of all statements.</summary>
    public string Text(Block block, Scope scope)
    {
        var outside = output;
        output = new TextBuilder(budget);
        Run(block, scope);
        var text = output.ToString();
        output = outside;
        return text;
    }

    private Flow Run(Block block, Scope scope)
    {
        foreach (var statement in block.Statements)
        {
            evaluator.Begin(statement.Line);
            var flow = Run(statement, scope);
            if (flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }

    private Flow Run(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case Statement.Data data:
                output.Append(data.Text);
                break;
            case Statement.Print print:
                output.Append(Representation.Text(evaluator.Evaluate(print.Value, scope), budget));
                break;
            case Statement.If choice:
                return Run(Chosen(choice, scope), scope);
            case Statement.For loop:
                return Run(loop, scope);
            case Statement.Jump jump:
                return jump.IsBreak ? Flow.Break : Flow.Continue;
            case Statement.Set set:
                Assign(set.Target, evaluator.Evaluate(set.Value, scope), scope);
                break;
            case Statement.SetBlock set:
                return Captured(set.Body, scope, text =>
                    Assign(set.Target, set.Filter is null ? text : evaluator.Filter(set.Filter, text, scope), scope));
            case Statement.FilterBlock block:
                return Captured(block.Body, scope, text =>
                    output.Append(Representation.Text(evaluator.Filter(block.Filter, text, scope), budget)));
            case Statement.With with:
                return Run(with.Body, Inside(with, scope));
            case Statement.Macro macro:
                scope.Set(macro.Name, Function(macro.Name, macro.Signature, macro.Body, scope));
                break;
            case Statement.CallBlock block:
                var caller = Function("", block.Signature, block.Body, scope);
                output.Append(Representation.Text(evaluator.Call(block.Call, [("caller", caller)], scope), budget));
                break;
            case Statement.Generation generation:
                output.Append(Text(generation.Body, new Scope(scope)));
                break;
            default:
                throw new InvalidOperationException($"no way to run {statement.GetType().Name}");
        }
        return Flow.Next;
    }

    private Block Chosen(Statement.If choice, Scope scope)
    {
        foreach (var (test, body) in choice.Branches)
        {
            if (evaluator.Evaluate(test, scope).IsTrue) return body;
        }
        return choice.Else;
    }

    private Flow Captured(Block body, Scope scope, Action<TextValue> use)
    {
        var outside = output;
        output = new TextBuilder(budget);
        var flow = Run(body, new Scope(scope));
        var text = budget.Text(output.ToString());
        output = outside;
        // Whoever leaves the loop from inside leaves the text behind.
        if (flow == Flow.Next) use(text);
        return flow;
    }

    private Flow Run(Statement.For statement, Scope scope)
    {
        if (statement.IsRecursive)
        {
            var source = evaluator.Evaluate(statement.Source, scope);
            output.Append(Representation.Text(Recursion(statement, scope, 0).Call(new CallArguments([source], [])), budget));
            return Flow.Next;
        }
        GoThrough(statement, evaluator.Evaluate(statement.Source, scope), scope, 0, null);
        return Flow.Next;
    }

    private CallableValue Recursion(Statement.For statement, Scope scope, int depth) => new("loop", arguments =>
    {
        var source = arguments.Bind("loop()", 1, "iterable")[0]!;
        var outside = output;
        output = new TextBuilder(budget);
        GoThrough(statement, source, scope, depth, Recursion(statement, scope, depth + 1));
        var text = budget.Text(output.ToString());
        output = outside;
        return text;
    });

    private void GoThrough(Statement.For statement, Value source, Scope scope, int depth, CallableValue? recurse)
    {
        var items = Iteration.Of(source, budget);
        int? length = Iteration.Length(source);
        if (statement.Filter is { } filter)
        {
            (items, length) = (items.Where(item => Passes(statement.Target, filter, item, scope)), null);
        }
        var loop = new LoopValue(items, length, depth, recurse, budget);
        bool any = false;
        while (loop.Next() is { } item)
        {
            evaluator.Begin(statement.Line);
            var inner = new Scope(scope);
            inner.Set("loop", loop);
            Assign(statement.Target, item, inner);
            var flow = Run(statement.Body, inner);
            // As in Jinja, an item that the body does not come to the end with does not count for else.
            any |= flow == Flow.Next;
            if (flow == Flow.Break) break;
        }
        if (!any) Run(statement.Else, new Scope(scope));
    }

    private bool Passes(Expression target, Expression filter, Value item, Scope scope)
    {
        var inner = new Scope(scope);
        Assign(target, item, inner);
        return evaluator.Evaluate(filter, inner).IsTrue;
    }

    private Scope Inside(Statement.With with, Scope scope)
    {
        var inner = new Scope(scope);
        foreach (var (target, value) in with.Names) Assign(target, evaluator.Evaluate(value, scope), inner);
        return inner;
    }

    private void Assign(Expression target, Value value, Scope scope)
    {
        switch (target)
        {
            case Expression.Name name:
                scope.Set(name.Text, value);
                break;
            case Expression.NamespaceTarget attribute:
                var names = scope.Find(attribute.Text) as NamespaceValue
                    ?? throw new TemplateException($"'{attribute.Text}' is no namespace, so that '{attribute.Member}' of it can't be set");
                names.Attributes[attribute.Member] = value;
                break;
            case Expression.Tuple tuple:
                var parts = budget.List(Iteration.Of(value, budget)).Items;
                if (parts.Count != tuple.Items.Count)
                    throw new TemplateException($"{parts.Count} values can't be set to {tuple.Items.Count} names");
                for (int i = 0; i < parts.Count; i++) Assign(tuple.Items[i], parts[i], scope);
                break;
        }
    }

    private CallableValue Function(string name, MacroSignature signature, Block body, Scope scope) => new(
        name,
        arguments => budget.Text(Text(body, MacroArguments.Bind(name, signature, arguments, evaluator, new Scope(scope)))),
        "Macro");

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }
}
