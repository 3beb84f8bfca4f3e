namespace Cnn.Gen.Compiler.Specs;

/// <summary>Something wrong with a model, at one place of what the user wrote.</summary>
/// <param name="Id">The diagnostic's id, such as <c>CNN0010</c>.</param>
/// <param name="Place">Which attribute is at fault: <see cref="OnClass"/>, <see cref="OnModel"/> or a layer's index.</param>
/// <param name="Argument">The argument at fault, as in <see cref="ArgumentSpec.Name"/>; null for the whole attribute.</param>
/// <param name="Message">The whole message: what was expected, what came, what would fit.</param>
public sealed record Problem(string Id, int Place, string? Argument, string Message)
{
    /// <summary>The class declaration itself is at fault.</summary>
    public const int OnClass = -2;

    /// <summary>The <c>[CnnModel]</c> attribute is at fault.</summary>
    public const int OnModel = -1;
}
