namespace Piecewise.Llm.Templates.Values;

/// <summary>What can be called: a function of the environment, or a method with its object.</summary>
/// <param name="name">For messages.</param>
/// <param name="call">What it does.</param>
/// <param name="typeName">Python's name of the type.</param>
internal sealed class CallableValue(
    string name, Func<CallArguments, Value> call, string typeName = "builtin_function_or_method") : Value
{
    public override string TypeName => typeName;

    public string Name => name;

    public Value Call(CallArguments arguments) => call(arguments);
}
