using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// A C# function over traced tensors: the meaning of an op of the op IR, or one provider's implementation of it. Its schema is that of its
/// parameters, so that a declaration and its implementations can be compared (I2).
/// </summary>
/// <remarks>
/// Parameters: <see cref="TracedTensor"/> (<c>Tensor</c>, or <c>Tensor?</c> where it may be null), <see cref="SymbolicInt"/> or long
/// (<c>int</c>), double, bool, string, <see cref="DType"/>, each also nullable, and arrays of tensors or ints; at the end those of another
/// operator (<see cref="ArgumentsOfAttribute"/>). Results: one tensor, or a tuple of tensors. <c>camelCase</c> names become
/// <c>snake_case</c>.
/// </remarks>
internal sealed class OpIrFunction
{
    private readonly string name;
    private readonly Func<TraceRecorder, Dictionary<Node, Node>, ImmutableArray<Argument>, TracedTensor?, TracedTensor[]> record;

    /// <exception cref="ArgumentException">A parameter or the result is of another type than those named above.</exception>
    public OpIrFunction(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var parameters = function.Method.GetParameters();
        var nullability = new NullabilityInfoContext();
        name = function.Method.Name;
        MethodName = $"{function.Method.DeclaringType?.Name}.{name}";
        Identity = function.Method.HasMetadataToken()
            ? $"{function.Method.Module.ModuleVersionId:N}:{function.Method.MetadataToken:x8}"
            : $"{function.Method.DeclaringType}:{function.Method}";
        Arguments = [.. parameters.SelectMany(p =>
            p.GetCustomAttribute<ArgumentsOfAttribute>() is { } other ? other.Arguments : [Describe(p, nullability)])];
        ResultCount = CountResults(function.Method.ReturnType);
        record = (recorder, inputs, arguments, x) => Call(function, parameters, recorder, inputs, arguments, x);
    }

    private OpIrFunction(OpIrFunction first, OpIrFunction next)
    {
        name = $"{first.name}{next.name}";
        MethodName = $"{first.MethodName} and {next.MethodName}";
        Identity = $"{first.Identity} {next.Identity}";
        var tensors = first.Arguments.TakeWhile(a => a.StartsWith("Tensor", StringComparison.Ordinal)).Count();
        var between = next.Arguments.Length - 1;
        Arguments = [.. first.Arguments[..tensors], .. next.Arguments[1..], .. first.Arguments[tensors..]];
        ResultCount = first.ResultCount + next.ResultCount - 1;
        record = (recorder, inputs, arguments, x) =>
        {
            var results = first.record(recorder, inputs, arguments.RemoveRange(tensors, between), x);
            return [.. next.record(recorder, inputs, arguments.Slice(tensors, between), results[0]), .. results[1..]];
        };
    }

    /// <summary>Each argument as schema text: <c>Tensor? weight</c>, <c>float epsilon=1E-05</c>.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>How many tensors the function returns.</summary>
    public int ResultCount { get; }

    /// <summary>The method, for messages.</summary>
    public string MethodName { get; }

    /// <summary>
    /// Identity of the implementation's code for caches: the module's version and the method in it; where an application was compiled
    /// ahead of time methods have no tokens, and names are enough for the one application that there is.
    /// </summary>
    public string Identity { get; }

    /// <summary>The parameters and results as a schema's text, without a name.</summary>
    public string Signature =>
        $"({string.Join(", ", Arguments)}) "
        + $"-> {(ResultCount == 1 ? "Tensor" : $"({string.Join(", ", Enumerable.Repeat("Tensor", ResultCount))})")}";

    /// <summary>
    /// This function and another one, which takes the first result as its first argument: both as one. Its arguments are the tensors that
    /// this one begins with, the other's, and the rest of this one's; its results the other's, and the rest of this one's.
    /// </summary>
    public OpIrFunction Then(OpIrFunction next) => new(this, next);

    /// <summary>
    /// Runs the function once over a call's arguments and returns what it recorded: inputs are the nodes among the arguments, each once, in
    /// order of appearance; outputs are the results.
    /// </summary>
    /// <param name="catalog">The operators that it may call.</param>
    /// <param name="shapes">What is known of the symbols in the types; it is copied.</param>
    /// <param name="arguments">One per argument, of whatever graph: only the types of their nodes are looked at.</param>
    /// <exception cref="TraceException">The function did what can't be recorded.</exception>
    /// <exception cref="InferenceException">An argument is of a wrong kind.</exception>
    public Graph Trace(OperatorCatalog catalog, ShapeEnvironment shapes, ImmutableArray<Argument> arguments)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var recorder = new TraceRecorder(catalog, name, shapes.Copy(), recordsPlaces: false);
        var inputs = new Dictionary<Node, Node>();
        foreach (var node in arguments.SelectMany(a => a.Nodes))
        {
            if (!inputs.ContainsKey(node))
            {
                inputs.Add(node, recorder.Graph.AddInput(node.Name, node.Type, InputSpec.User(node.Name)));
            }
        }
        recorder.Graph.SetOutput(record(recorder, inputs, arguments, null).Select(t => t.Node));
        recorder.Finish();
        if (recorder.Graph.Nodes.Any(n => n.Operator is { Schema.HasWrites: true }))
        {
            recorder.Graph.Stage = Stage.Imported;
        }
        return recorder.Graph;
    }

    // With x, where it is given, in the place of the first argument.
    private TracedTensor[] Call(
        Delegate function, ParameterInfo[] parameters, TraceRecorder recorder, Dictionary<Node, Node> inputs,
        ImmutableArray<Argument> arguments, TracedTensor? x)
    {
        var values = new object?[parameters.Length];
        var given = x is null ? 0 : 1;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i < given ? x
                : parameters[i].ParameterType == typeof(TracedArgument[])
                ? arguments[(i - given)..].Select(a => PassOn(recorder, inputs, a)).ToArray()
                : Convert(recorder, inputs, parameters[i], arguments[i - given]);
        }
        try
        {
            return Results(function.DynamicInvoke(values));
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    private static TracedTensor[] Results(object? result) => result switch
    {
        TracedTensor tensor => [tensor],
        TracedResult single => [single.Tensor],
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => (TracedTensor)tuple[i]!)],
        _ => throw new InvalidOperationException($"An op-IR function returned {result ?? "null"}."),
    };

    private object? Convert(TraceRecorder recorder, Dictionary<Node, Node> inputs, ParameterInfo parameter, Argument argument)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        switch (argument)
        {
            case NoneArgument:
                return null;
            case NodeArgument { Node: { Type: TensorType } node } when type == typeof(TracedTensor):
                return new TracedTensor(recorder, inputs[node]);
            case NodeArgument { Node: { Type: SymIntType { Value: var value } } node } when type == typeof(SymbolicInt):
                return new SymbolicInt(recorder, inputs[node], value);
            case IntArgument { Value: var value }:
                // Without the cast to object, the branches' common type would be double.
                return type == typeof(SymbolicInt) ? (SymbolicInt)value : type == typeof(double) ? (object)(double)value : value;
            case FloatArgument { Value: var value } when type == typeof(double):
                return value;
            case BoolArgument { Value: var value } when type == typeof(bool):
                return value;
            case StringArgument { Value: var value } when type == typeof(string):
                return value;
            case DTypeArgument { Value: var value } when type == typeof(DType):
                return value;
            case ListArgument { Items: var items } when type == typeof(TracedTensor[]):
                return items.Select(i => new TracedTensor(recorder, inputs[((NodeArgument)i).Node])).ToArray();
            case ListArgument { Items: var items } when type == typeof(SymbolicInt[]):
                return items.Select(i =>
                    i is NodeArgument { Node: { Type: SymIntType t } n } ? new SymbolicInt(recorder, inputs[n], t.Value)
                        : ((IntArgument)i).Value).ToArray();
            case ListArgument { Items: var items } when type == typeof(long[]):
                return items.Select(i => ((IntArgument)i).Value).ToArray();
            default:
                throw new InferenceException($"{MethodName}: argument '{parameter.Name}' can't be {argument}.");
        }
    }

    // An argument for a call of the operator that it belongs to, which says what it may be.
    private static TracedArgument PassOn(TraceRecorder recorder, Dictionary<Node, Node> inputs, Argument argument) => argument switch
    {
        NoneArgument => TracedArgument.None,
        NodeArgument { Node: { Type: SymIntType { Value: var value } } node } => new SymbolicInt(recorder, inputs[node], value),
        NodeArgument { Node: var node } => new TracedTensor(recorder, inputs[node]),
        ListArgument { Items: var items } => TracedArgument.List([.. items.Select(i => PassOn(recorder, inputs, i))]),
        _ => TracedArgument.Literal(argument),
    };

    private string Describe(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        var isOptional = Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            || (!parameter.ParameterType.IsValueType && nullability.Create(parameter).WriteState == NullabilityState.Nullable);
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var kind = type == typeof(TracedTensor) ? "Tensor"
            : type == typeof(SymbolicInt) ? "SymInt"
            : type == typeof(long) ? "int"
            : type == typeof(double) ? "float"
            : type == typeof(bool) ? "bool"
            : type == typeof(string) ? "str"
            : type == typeof(DType) ? "ScalarType"
            : type == typeof(TracedTensor[]) ? "Tensor[]"
            : type == typeof(SymbolicInt[]) ? "SymInt[]"
            : type == typeof(long[]) ? "int[]"
            : throw new ArgumentException($"{MethodName}: the parameter '{parameter.Name}' is {type}, which an op can't take. [I2]");
        var text = new StringBuilder(kind).Append(isOptional ? "? " : " ").Append(SnakeCase(parameter.Name!));
        if (parameter.HasDefaultValue)
        {
            text.Append('=').Append(parameter.DefaultValue switch
            {
                null => "None",
                bool value => value ? "True" : "False",
                double value => new FloatArgument(value).ToString(),
                string value => $"\"{value}\"",
                IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                var other => throw new ArgumentException(
                    $"{MethodName}: the default {other} of '{parameter.Name}' has no schema text. [I2]"),
            });
        }
        return text.ToString();
    }

    private int CountResults(Type type) => type == typeof(TracedTensor) || type == typeof(TracedResult) ? 1
        : type.IsGenericType && typeof(ITuple).IsAssignableFrom(type) && type.GenericTypeArguments.All(t => t == typeof(TracedTensor))
        ? type.GenericTypeArguments.Length
        : throw new ArgumentException($"{MethodName} returns {type}; an op returns a tensor or a tuple of tensors. [I2]");

    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter))
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
