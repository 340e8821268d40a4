using System.Reflection;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Operators.Tests;

/// <summary>Makes a <see cref="KernelCall"/> as generated code does: finds the method by its text and calls it over memory.</summary>
internal static unsafe class KernelRunner
{
    private static readonly Dictionary<string, Type> Names = new(StringComparer.Ordinal)
    {
        ["bool"] = typeof(bool),
        ["byte"] = typeof(byte),
        ["sbyte"] = typeof(sbyte),
        ["short"] = typeof(short),
        ["ushort"] = typeof(ushort),
        ["int"] = typeof(int),
        ["uint"] = typeof(uint),
        ["long"] = typeof(long),
        ["ulong"] = typeof(ulong),
        ["float"] = typeof(float),
        ["double"] = typeof(double),
    };

    /// <param name="call">Whose sizes are literals.</param>
    /// <param name="workers">Who computes.</param>
    /// <param name="tensors">The tensor of a node.</param>
    /// <param name="results">By number.</param>
    public static void Run(KernelCall call, Workers workers, Func<Node, Tensor> tensors, IReadOnlyList<Tensor> results)
    {
        if (call.Kernel is not null)
        {
            Enter(call, workers, tensors, results);
            return;
        }
        var method = Method(call.Method);
        var parameters = method.GetParameters();
        Assert.Equal(typeof(Workers), parameters[0].ParameterType);
        Assert.Equal(call.Arguments.Length, parameters.Length - 1);
        var values = new object?[parameters.Length];
        values[0] = workers;
        var memory = new List<Tensor>();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            values[i + 1] = Value(call.Arguments[i], parameters[i + 1].ParameterType, tensors, results, memory);
        }
        try
        {
            method.Invoke(null, values);
            GC.KeepAlive(memory);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
        }
    }

    private static void Enter(KernelCall call, Workers workers, Func<Node, Tensor> tensors, IReadOnlyList<Tensor> results)
    {
        var memory = new List<Tensor>();
        var kernel = stackalloc long[call.Template.Length / sizeof(long)];
        call.Template.CopyTo(new Span<byte>(kernel, call.Template.Length));
        foreach (var (offset, value) in call.Fields)
        {
            *(long*)((byte*)kernel + offset) = value switch
            {
                TensorPointer { Tensor: var tensor } => (long)tensors(tensor).Pointer,
                ResultPointer { Index: var index } => (long)results[index].Pointer,
                SizeNumber { Value: var size } => size.Constant,
                SizeArray { Values: var sizes } => Words(sizes.Select(s => s.Constant)),
                PointerArray { Tensors: var nodes } => Words(nodes.Select(n => (long)tensors(n).Pointer)),
                NextFunction or NextState => 0,
                _ => throw new InvalidOperationException($"A field {value}."),
            };
        }
        call.Entry.Run(workers, kernel);
        GC.KeepAlive(memory);

        long Words(IEnumerable<long> words)
        {
            memory.Add(Tensor.From([.. words], words.Count()));
            return (long)memory[^1].Pointer;
        }
    }

    private static object? Value(KernelArgument argument, Type type, Func<Node, Tensor> tensors, IReadOnlyList<Tensor> results, List<Tensor> memory)
    {
        switch (argument)
        {
            case TensorPointer pointer:
                return Box(tensors(pointer.Tensor), type);
            case ResultPointer pointer:
                return Box(results[pointer.Index], type);
            case NullPointer:
                Assert.True(type.IsPointer);
                return null;
            case SizeNumber size:
                Assert.Equal(typeof(nint), type);
                return (nint)size.Value.Constant;
            case SizeArray { Values: var sizes }:
                Assert.Equal(typeof(nint*), type);
                return Array([.. sizes.Select(s => s.Constant)], type, memory);
            case PointerArray { Tensors: var nodes }:
                Assert.Equal(typeof(void**), type);
                return Array([.. nodes.Select(n => (long)tensors(n).Pointer)], type, memory);
            case FloatNumber number:
                Assert.Equal(typeof(double), type);
                return number.Value;
            case Flag flag:
                Assert.Equal(typeof(bool), type);
                return flag.Value;
            default:
                throw new InvalidOperationException($"An argument {argument}.");
        }
    }

    // Words as native memory.
    private static object Array(long[] words, Type type, List<Tensor> memory)
    {
        memory.Add(Tensor.From(words, words.Length));
        return Pointer.Box(memory[^1].Pointer, type);
    }

    private static object Box(Tensor tensor, Type type)
    {
        Assert.True(type.IsPointer);
        var element = type.GetElementType()!;
        Assert.True(
            tensor.DType == (DType)typeof(Tensor).GetMethod(nameof(Tensor.DTypeOf))!.MakeGenericMethod(element).Invoke(null, null)!,
            $"{tensor} as {type}");
        return Pointer.Box(tensor.Pointer, type);
    }

    private static MethodInfo Method(string text)
    {
        var open = text.IndexOf('<', StringComparison.Ordinal);
        var path = open < 0 ? text : text[..open];
        var dot = path.LastIndexOf('.');
        var type = Named(path[..dot]);
        var method = type.GetMethod(path[(dot + 1)..], BindingFlags.Public | BindingFlags.Static) ?? throw new InvalidOperationException($"There is no method {text}.");
        return open < 0 ? method : method.MakeGenericMethod([.. text[(open + 1)..^1].Split(", ").Select(Named)]);
    }

    private static Type Named(string name)
    {
        var assembly = typeof(Tensor).Assembly;
        return Names.GetValueOrDefault(name) ?? assembly.GetType($"Piecewise.Tensors.Fast.{name}") ?? assembly.GetType($"Piecewise.Tensors.{name}")
            ?? Type.GetType(name) ?? Type.GetType($"System.{name}") ?? Type.GetType($"{name}, System.Runtime.Numerics") ?? throw new InvalidOperationException($"There is no type {name}.");
    }
}
