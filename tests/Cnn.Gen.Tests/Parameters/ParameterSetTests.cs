namespace Cnn.Gen.Tests;

public class ParameterSetTests
{
    private readonly FlipNet _net = new(1);

    [Fact]
    public void ParametersStandInTheOrderOfTheLayers()
    {
        Assert.Equal(["Flip1.scale", "Flip1.mean", "Flip1.bias"], _net.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(3, _net.Parameters.Count);
        Assert.Equal([1, 2], _net.Parameters["Flip1.scale"].Shape);
        Assert.Equal("Flip1.scale (1, 2)", _net.Parameters[0].ToString());
        Assert.Equal(["Flip1.scale", "Flip1.bias"], _net.CreateGradients().Select(gradient => gradient.Name));
    }

    [Fact]
    public void GradientsAreLaidOutAsTheBeginningOfTheValues()
    {
        using (var edit = _net.Parameters.Edit())
        {
            for (int i = 0; i < edit.Values.Length; i++)
                edit.Values[i] = i;
        }

        GradientSet<float> gradients = _net.CreateGradients();
        _net.Parameters.Values[..gradients.Values.Length].CopyTo(gradients.Values);
        foreach (Gradient<float> gradient in gradients)
            Assert.Equal(_net.Parameters[gradient.Name].Values, gradient.Values);
        Assert.False(_net.Parameters["Flip1.mean"].HasGradient);
    }

    [Fact]
    public void AnUnknownNameListsTheNamesAndTheNearest()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => _net.Parameters["flip1.bais"]);
        Assert.Contains("'flip1.bais'", error.Message);
        Assert.Contains("Did you mean 'Flip1.bias'?", error.Message);
        Assert.Contains("Flip1.scale, Flip1.mean, Flip1.bias", error.Message);
        error = Assert.Throws<KeyNotFoundException>(() => _net.CreateGradients()["Flip1.mean"]);
        Assert.DoesNotContain("Flip1.mean,", error.Message);
    }

    [Fact]
    public void CopyFromChecksTheLengthAndMovesTheVersion()
    {
        long version = _net.Parameters.Version;
        float[] before = [.. _net.Parameters.Values];
        var error = Assert.Throws<ArgumentException>("values", () => _net.Parameters["Flip1.scale"].CopyFrom([1, 2, 3]));
        Assert.Contains("2 elements (1, 2), but has 3", error.Message);
        Assert.Equal(version, _net.Parameters.Version);
        Assert.Equal(before, _net.Parameters.Values);

        _net.Parameters["Flip1.scale"].CopyFrom([1, 2]);
        Assert.Equal([1, 2], _net.Parameters["Flip1.scale"].Values);
        Assert.NotEqual(version, _net.Parameters.Version);
    }
}
