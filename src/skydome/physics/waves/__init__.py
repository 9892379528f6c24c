"""What happens to a wave on its way: attenuation, reflection, diffraction."""
