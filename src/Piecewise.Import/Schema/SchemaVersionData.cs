namespace Piecewise.Import;

/// <summary>Version of the schema that a program was written with. A new minor version only adds fields.</summary>
internal readonly record struct SchemaVersionData(int Major, int Minor)
{
    /// <summary>The newest version that this reader was tested with.</summary>
    public static SchemaVersionData Tested => new(8, 20);

    public override string ToString() => $"{Major}.{Minor}";
}
