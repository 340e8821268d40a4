using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests.Kernels;

/// <summary>
/// A loop of a kernel is compiled with all optimizations when it first runs. What the runtime compiles quickly at first, to replace it when
/// it has run for a while, made convolutions take two thirds longer, for as long as they were measured.
/// </summary>
public sealed class KernelMethodTests
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => (int)(ushort)o.Value);

    [Fact]
    public void Loops_are_optimized_at_once()
    {
        var methods = typeof(IKernel).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith(typeof(IKernel).Namespace!) == true)
            .SelectMany(t => t.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
                | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<CompilerGeneratedAttribute>() is null && HasLoop(m)).ToList();
        Assert.Contains(methods, m => m.Name == "Add" && m.DeclaringType == typeof(TapSums));
        Assert.Empty(methods.Where(m => !IsOptimized(m)).Select(m => $"{m.DeclaringType}.{m.Name}"));
    }

    private static bool IsOptimized(MethodInfo method) => (method.MethodImplementationFlags
        & (MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.AggressiveInlining)) != 0;

    // Whether a branch leads back.
    private static bool HasLoop(MethodInfo method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i < code.Length;)
        {
            var op = OpCodes[code[i] == 0xFE ? 0xFE00 | code[i + 1] : code[i]];
            i += op.Size;
            if ((op.OperandType == OperandType.ShortInlineBrTarget && (sbyte)code[i] < 0)
                || (op.OperandType == OperandType.InlineBrTarget && BitConverter.ToInt32(code, i) < 0))
            {
                return true;
            }
            i += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
        return false;
    }
}
