namespace Piecewise.Compiler.Emit;

/// <summary>The functions of its own that a piece's code calls: each call notes that the class needs the function.</summary>
internal sealed class PieceFunctions
{
    /// <summary>Their names, which nothing else in the class may have.</summary>
    public const string DivideName = "Divide", FloorDivName = "FloorDiv", ModName = "Mod";

    private bool divides;
    private bool rounds;
    private bool remains;

    /// <summary>A kernel, divided among threads where that may be worth it.</summary>
    public string Divide(string kernel, string state, string items, string work)
    {
        divides = true;
        return $"{DivideName}(context, &{kernel}, &{state}, {items}, {work});";
    }

    // Math.DivRem rounds towards zero; these round down.
    public string FloorDiv(string dividend, string divisor)
    {
        rounds = true;
        return $"{FloorDivName}({dividend}, {divisor})";
    }

    public string Mod(string dividend, string divisor)
    {
        remains = true;
        return $"{ModName}({dividend}, {divisor})";
    }

    /// <summary>Writes those that were called.</summary>
    public void Write(CodeWriter code)
    {
        if (divides)
        {
            code.Line();
            code.Open($"private static void {DivideName}"
                + "(CodeContext context, delegate*<void*, int, int, void> kernel, void* state, nint items, nint work)");
            code.Line("var parts = context.Workers.Parts(items, work);");
            code.Open("if (parts == 1)");
            code.Line("kernel(state, 0, 1);");
            code.Line("return;");
            code.Close();
            code.Line("context.Workers.Team.Run(parts, kernel, state);");
            code.Close();
        }
        if (rounds)
        {
            code.Line();
            code.Line($"private static nint {FloorDivName}(nint a, nint b) => a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);");
        }
        if (remains)
        {
            code.Line();
            code.Line($"private static nint {ModName}(nint a, nint b) => (a % b + b) % b;");
        }
    }
}
