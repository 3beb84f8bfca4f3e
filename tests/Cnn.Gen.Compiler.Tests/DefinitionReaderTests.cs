using System.Reflection;
using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Compiler.Tests.Harness;
using Xunit;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>What <see cref="Definition"/> prints comes back from <see cref="DefinitionReader"/> as it was.</summary>
public sealed class DefinitionReaderTests
{
    [Fact]
    public void What_is_printed_is_read_back_equal()
    {
        IEnumerable<string> texts = ShapeTable.Cases.Select(shape => shape.Attributes)
            .Concat(Harness.Probe.Networks.Select(model => model.Attributes)).Concat(Golden.Layers.Concat(Golden.Nets).Select(golden => golden.Attributes));
        Assert.All(texts.Where(IsKnown), text =>
        {
            ModelSpec spec = DefinitionReader.Read(text, "Case", "Space");
            Assert.Equal(spec, DefinitionReader.Read(Definition.Print(spec), "Case", "Space"));
        });
    }

    [Fact]
    public void Every_kind_of_value_is_read_back_equal()
    {
        object?[] values =
        [
            null, true, false, 0L, -1L, long.MaxValue, long.MinValue, 0.1, -1e-300, 1.5e300, double.Epsilon, double.NaN, double.PositiveInfinity,
            double.NegativeInfinity, -0.0, "", "Conv1", "a \"quoted\" \\ and\na line, (with) [all] = signs", new EnumValue("Activation", "Relu"),
            new EnumValue("Activation", "77"), new EnumValue("Activation", "-3"),
        ];
        AttributeSpec model = new("CnnModel", new ArgumentSpec[] { new("height", 1L), new("width", 2L), new("channels", 3L) }.ToEquatableArray());
        AttributeSpec[] layers =
        [
            new("Dense", values.Select((value, index) => new ArgumentSpec($"Value{index}", value)).Prepend(new ArgumentSpec("units", 3L)).ToEquatableArray()),
            new("Add", new ArgumentSpec[] { new("inputs", new[] { "A", "B\"" }.ToEquatableArray()) }.ToEquatableArray()),
            new("Add", new ArgumentSpec[] { new("inputs", EquatableArray<string>.Empty), new("Name", "C") }.ToEquatableArray()),
            new("Add", new ArgumentSpec[] { new("inputs", null) }.ToEquatableArray()),
            new("Flatten", EquatableArray<ArgumentSpec>.Empty),
        ];
        var spec = new ModelSpec("", EquatableArray<string>.Empty, "Case", EquatableArray<string>.Empty, model, layers.ToEquatableArray());
        Assert.Equal(spec, DefinitionReader.Read(Definition.Print(spec), "Case"));
    }

    [Theory]
    [InlineData("", 1, 1, "'['")]
    [InlineData("[Conv2D(3, 3)]", 1, 1, "[CnnModel(height, width, channels)]")]
    [InlineData("[CnnModel(1, 2)]", 1, 2, "[CnnModel(height, width, channels)] would fit")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Covn2D(3, 3)]", 2, 2, "the nearest is [Conv2D]")]
    [InlineData("[CnnModel(1, 2, 3)]\n[CnnModel(1, 2, 3)]", 2, 1, "a second [CnnModel]")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Conv2D(3)]", 2, 2, "[Conv2D(filters, size)] or [Conv2D(filters, height, width)] would fit")]
    [InlineData("[CnnModel(1, 2, 3)]\n  [Dense(3, Bias = no)]", 2, 20, "expected a value, but found no")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Dense(3, Bias = true", 2, 22, "')'")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Dense(3, Name = \"A)]", 2, 18, "a string that does not end")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Dense(3, Bias = true, Bias = true)]", 2, 24, "Bias is set twice")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Dense(Bias = true, 3)]", 2, 21, "behind one with a name")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Dense(3x)]", 2, 8, "3x is not a number")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Add(1)]", 2, 2, "takes the names of layers")]
    [InlineData("[CnnModel(1, 2, 3)]\n[Dense(3)] partial", 2, 12, "'['")]
    public void Errors_say_where_and_what_would_fit(string text, int line, int column, string expected)
    {
        string message = Assert.Throws<FormatException>(() => DefinitionReader.Read(text, "Case")).Message;
        Assert.StartsWith($"Line {line}, column {column} of the definition: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_text_is_an_error_or_a_shorter_model()
    {
        string text = Definition.Print(SampleNetworks.All.Last().Spec(Engine.Single));
        Assert.All(Enumerable.Range(0, text.Length), length =>
        {
            Exception? thrown = Record.Exception(() => DefinitionReader.Read(text[..length], "Case"));
            Assert.True(thrown is FormatException || (thrown is null && text[..length].TrimEnd().EndsWith(']')), $"{length}: {thrown}");
        });
    }

    [Fact]
    public void Constructors_are_those_of_the_attribute_classes() => Assert.All(LayerCatalog.Kinds.Values, kind =>
    {
        Type attribute = typeof(LayerAttribute).Assembly.GetType($"Cnn.Gen.{kind.Attribute}Attribute", throwOnError: true)!;
        IEnumerable<string> written = attribute.GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .Select(constructor => string.Join(", ", constructor.GetParameters().Select(parameter => parameter.Name)));
        Assert.Equal(written.Order(), kind.Constructors.Select(names => string.Join(", ", names)).Order());
    });

    private static bool IsKnown(string text) => text.Split('[').Skip(2)
        .Select(attribute => attribute.Split('(', ']')[0]).All(LayerCatalog.Kinds.ContainsKey);
}
