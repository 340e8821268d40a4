using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Emit;

/// <summary>The struct of a kernel's call as C# writes it: <c>new LinearCall&lt;float&gt; { X = …, Rows = …, }</c>.</summary>
/// <param name="call">The call.</param>
/// <param name="valueOf">What the call brings, as C#; null for a field that is left out.</param>
/// <param name="sizes">For literals.</param>
internal sealed class KernelCallText(KernelCall call, Func<KernelArgument, string?> valueOf, SizeText sizes)
{
    private const int MaxLength = 120;

    // By the struct, whose layout does not depend on its type arguments.
    private static readonly ConcurrentDictionary<Type, ImmutableArray<Field>> Layouts = new();

    private readonly Dictionary<int, KernelArgument> values = call.Fields.ToDictionary(f => f.Offset, f => f.Value);

    /// <summary>
    /// The initializer's lines: each begins with a pointer, and has what follows it up to the next one. What may be left out is, where it
    /// is zero.
    /// </summary>
    public List<string> Lines()
    {
        var lines = new List<string>();
        foreach (var field in FieldsOf(call.Kernel))
        {
            if ((!field.IsRequired && IsZero(field.Offset, field.Size)) || Text(field, 0) is not { } text)
            {
                continue;
            }
            if (lines.Count == 0 || field.IsPointer || lines[^1].Length + text.Length + 1 > MaxLength)
            {
                lines.Add($"{text},");
            }
            else
            {
                lines[^1] += $" {text},";
            }
        }
        return lines;
    }

    private string? Text(Field field, int start) => Value(field, start + field.Offset) is { } value ? $"{field.Name} = {value}" : null;

    // A struct begins where its first field does.
    private string? Value(Field field, int offset) =>
        (field.IsPointer || field.Type == typeof(nint)) && values.TryGetValue(offset, out var value) ? valueOf(value)
        : field.IsPointer ? "null"
        : field.Type == typeof(bool) ? (call.Template[offset] != 0 ? "true" : "false")
        : field.Type == typeof(double) ? ScalarWriter.Unbracketed(ElementText.Double(BinaryPrimitives.ReadDoubleLittleEndian(Word(offset))))
        : field.Type.IsEnum ? $"{field.Type.Name}.{Enum.ToObject(field.Type, call.Template[offset])}"
        : field.Type == typeof(nint) ? ScalarWriter.Unbracketed(sizes.Constant(BinaryPrimitives.ReadInt64LittleEndian(Word(offset))))
        : IsZero(offset, field.Size) ? "default"
        : $"new() {{ {string.Join(", ", FieldsOf(field.Type).Select(f => Text(f, offset)).OfType<string>())} }}";

    private bool IsZero(int offset, int size) =>
        !call.Template.AsSpan().Slice(offset, size).ContainsAnyExcept((byte)0) && !values.Keys.Any(v => v >= offset && v < offset + size);

    private ReadOnlySpan<byte> Word(int offset) => call.Template.AsSpan().Slice(offset, sizeof(long));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "For generated code, which trimmed applications do not make.")]
    internal static ImmutableArray<Field> FieldsOf(Type type) => Layouts.GetOrAdd(type, static type =>
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        var end = 0;
        // In the order of their declaration, which is that of the memory.
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .OrderBy(f => f.MetadataToken))
        {
            var isPointer = field.FieldType.IsPointer || field.FieldType.IsFunctionPointer;
            var isByte = field.FieldType == typeof(bool) || field.FieldType.IsEnum;
            var size = isByte ? 1 : isPointer || field.FieldType.IsPrimitive ? sizeof(long)
                : RoundUp(FieldsOf(field.FieldType)[^1].End, sizeof(long));
            var start = RoundUp(end, Math.Min(size, sizeof(long)));
            var name = NameOf(field);
            MemberInfo member = name == field.Name ? field : type.GetProperty(name)!;
            fields.Add(new Field(name, field.FieldType, isPointer, member.IsDefined(typeof(RequiredMemberAttribute)), start, size));
            end = start + size;
        }
        return fields.ToImmutable();
    });

    // What is written down of a property is its own name.
    internal static string NameOf(FieldInfo field) => field.Name.Split('<', '>') is [_, var property, _] ? property : field.Name;

    private static int RoundUp(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    internal sealed record Field(string Name, Type Type, bool IsPointer, bool IsRequired, int Offset, int Size)
    {
        public int End => Offset + Size;
    }
}
