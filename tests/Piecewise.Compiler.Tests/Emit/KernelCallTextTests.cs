using System.Reflection;
using System.Runtime.InteropServices;
using Piecewise.Compiler.Emit;
using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>
/// Where the writer of C# takes a field of a kernel's struct to be is where it lies, whatever the struct's type arguments are.
/// </summary>
public sealed unsafe class KernelCallTextTests
{
    public static TheoryData<string> Kernels => new(Definitions().Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Fields_lie_where_the_text_takes_them_from(string name)
    {
        var definition = Definitions().Single(t => t.Name == name);
        foreach (var types in new Type[][] { [typeof(DType0), typeof(DType1)], [typeof(float), typeof(int)], [typeof(bool), typeof(long)] })
        {
            var kernel = definition.IsGenericTypeDefinition ? definition.MakeGenericType(types[..definition.GetGenericArguments().Length])
                : definition;
            Check(kernel, kernel, []);
        }
    }

    private static IEnumerable<Type> Definitions() =>
        typeof(IKernel).Assembly.GetTypes().Where(t => t.IsValueType && t.IsPublic && t.GetInterfaces().Contains(typeof(IKernel)));

    // Each field gets a value of its own, alone; the path leads to the struct that holds the fields.
    private static void Check(Type kernel, Type holder, FieldInfo[] path)
    {
        var bytes = typeof(KernelCallTextTests).GetMethod(nameof(Bytes),
            BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(kernel);
        foreach (var field in holder.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
        {
            var value = ValueOf(field.FieldType);
            if (value is null)
            {
                Check(kernel, field.FieldType, [.. path, field]);
                continue;
            }
            var memory = (byte[])bytes.Invoke(null, [With(kernel, [.. path, field], value)])!;
            Assert.Equal(Offset([.. path, field]), Array.FindIndex(memory, b => b == 1));
        }
    }

    private static int Offset(FieldInfo[] path)
    {
        var offset = 0;
        foreach (var field in path)
        {
            offset += KernelCallText.FieldsOf(field.DeclaringType!).Single(f => f.Name == KernelCallText.NameOf(field)).Offset;
        }
        return offset;
    }

    private static object With(Type type, FieldInfo[] path, object value)
    {
        var boxed = Activator.CreateInstance(type)!;
        path[0].SetValue(boxed, path.Length == 1 ? value : With(path[0].FieldType, path[1..], value));
        return boxed;
    }

    // Whose first byte is 1; null for a struct of fields.
    private static object? ValueOf(Type type) => type.IsPointer ? Pointer.Box((void*)1, type)
        : type.IsFunctionPointer || type == typeof(nint) ? (nint)1
        : type == typeof(int) ? 1
        : type == typeof(bool) ? true
        : type == typeof(double) ? BitConverter.Int64BitsToDouble(1)
        : type.IsEnum ? Enum.ToObject(type, 1)
        : !type.IsPrimitive ? null
        : throw new NotSupportedException($"There is no value of {type} here whose first byte is 1.");

    private static byte[] Bytes<T>(T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
